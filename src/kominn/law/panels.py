"""What law puts on the Monday page: what is not recorded, not signed off, or runs out soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
ASK_FOR_IT = _(
    "Ask an administrator to record what law asks for: until then no named persons are taken in"
)
Valid = dict[Approval.Kind, Approval | None]


def panels(user: User, today: dt.date) -> list[Panel]:
    """For those who see law; the same three queries whatever is recorded."""
    if not user.may(Right.SEE_LAW):
        return []
    url = reverse("law:overview")
    valid = approvals.valid_longest(today)
    rules = sum(not rule.is_signed_off for rule in retention.rules())
    bases = LegalBasis.objects.unsigned().not_over_on(today).count()
    lines = [*_approvals(valid, today, url), *_unsigned(rules, bases, url)]
    late = any(line.late for line in lines)
    return [
        Panel(
            slug="law",
            title=_("Law and approvals"),
            icon="shield",
            nothing=_("All is recorded and signed off, and nothing runs out soon."),
            lines=lines,
            todo=[*_gate(user, valid, today, late=late), *_signature(user, rules + bases)],
            count=len(lines),
            url=url,
            link=_("To law and approvals"),
            late=late,
        )
    ]


def _gate(user: User, valid: Valid, today: dt.date, *, late: bool) -> Iterator[Todo]:
    """Whoever records does it; whoever only watches asks for it."""
    if not user.may(Right.RECORD_APPROVALS):
        if late:
            yield Todo(ASK_FOR_IT, late=True, own=True)
        return
    if late:
        yield Todo(UNTIL_THEN, late=True, own=True)
    for kind, approval in valid.items():
        if approval is not None and approval.valid_until <= today + approvals.SOON:
            text = now_("Have this decided anew before it runs out: %(what)s")
            yield Todo(text % {"what": kind.label}, by=approval.valid_until, own=True)


def _signature(user: User, waiting: int) -> list[Todo]:
    if not waiting or not user.may(Right.SIGN_OFF):
        return []
    text = ngettext(
        "Go through %(count)d rule or legal basis that waits for you to sign it off",
        "Go through %(count)d rules and legal bases that wait for you to sign them off",
        waiting,
    )
    return [Todo(text % {"count": waiting}, own=True)]


def _approvals(valid: Valid, today: dt.date, url: str) -> list[Line]:
    lines = []
    for kind, approval in valid.items():
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


def _unsigned(rules: int, bases: int, url: str) -> list[Line]:
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
