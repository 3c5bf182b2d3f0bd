"""What law puts on the Monday page: what is not recorded, not signed off, or runs out soon."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.panels import Line, Panel, Todo
from kominn.core.templatetags.words import until
from kominn.law import approvals, retention
from kominn.law.models import Approval, LegalBasis

UNTIL_THEN = _("Record what law asks for: until then no named persons are taken in")


def panels(user: User, today: dt.date) -> list[Panel]:
    """For those who see law; the same three queries whatever is recorded."""
    if not user.may(Right.SEE_LAW):
        return []
    url = reverse("law:overview")
    lines = [*_approvals(today, url), *_unsigned(today, url)]
    late = any(line.late for line in lines)
    return [
        Panel(
            slug="law",
            title=_("Law and approvals"),
            icon="shield",
            nothing=_("All is recorded and signed off, and nothing runs out soon."),
            lines=lines,
            todo=[Todo(UNTIL_THEN, late=True)] if late else [],
            count=len(lines),
            url=url,
            link=_("To law and approvals"),
            late=late,
        )
    ]


def _approvals(today: dt.date, url: str) -> list[Line]:
    lines = []
    for kind, approval in approvals.valid_longest(today).items():
        if approval is None:
            lines.append(_not_recorded(kind, url))
        elif approval.valid_until <= today + approvals.SOON:
            note = until(approval.valid_until, today)
            text = now_("Runs out: %(what)s") % {"what": kind.label}
            lines.append(Line(text=text, url=url, note=note))
    return lines


def _not_recorded(kind: Approval.Kind, url: str) -> Line:
    """In the demo it stands here too, but stops nothing."""
    text = now_("Not recorded: %(what)s") % {"what": kind.label}
    return Line(text=text, url=url, late=not approvals.in_demo())


def _unsigned(today: dt.date, url: str) -> list[Line]:
    rules = sum(not rule.is_signed_off for rule in retention.rules())
    bases = LegalBasis.objects.unsigned().not_over_on(today).count()
    said = [
        ngettext(
            "%(count)d rule for how long things are kept is not signed off",
            "%(count)d rules for how long things are kept are not signed off",
            rules,
        )
        % {"count": rules},
        ngettext(
            "%(count)d legal basis is not signed off",
            "%(count)d legal bases are not signed off",
            bases,
        )
        % {"count": bases},
    ]
    counted = zip(said, (rules, bases), strict=True)
    return [Line(text=text, url=url) for text, count in counted if count]
