"""What erasure puts on the Monday page: a night that asks, a journal that waits, a missing key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.panels import Line, Panel, Todo
from kominn.erasure import book
from kominn.erasure.models import Journal, Night
from kominn.erasure.states import State
from kominn.law.classes import Rule
from kominn.law.models import RecordClass


def panels(user: User, today: dt.date) -> list[Panel]:
    """Only where somebody must do something; three queries for those who see law."""
    if not user.may(Right.SEE_LAW):
        return []
    url = reverse("erasure:overview")
    lines = [*_asked(url), *_waiting(today, url), *_keyless(url)]
    if not lines:
        return []
    return [
        Panel(
            slug="erasure",
            title=_("Archive and erasure"),
            icon="clock",
            lines=lines,
            todo=[Todo(line.text, late=line.late) for line in lines if line.late],
            count=len(lines),
            url=url,
            link=_("To archive and erasure"),
            late=any(line.late for line in lines),
        )
    ]


def _asked(url: str) -> list[Line]:
    night = Night.objects.filter(state=State.ASKED).first()
    if night is None:
        return []
    text = ngettext(
        "Tonight’s erasure waits for an answer: %(count)d concern would go",
        "Tonight’s erasure waits for an answer: %(count)d concerns would go",
        night.due,
    )
    return [
        Line(text=text % {"count": night.due}, url=url, note=night.get_why_display(), late=True)
    ]


def _waiting(today: dt.date, url: str) -> list[Line]:
    return [
        Line(
            text=now_("Take to the archive: %(name)s") % {"name": one.name},
            url=url,
            late=one.made_on < today - dt.timedelta(days=14),
        )
        for one in Journal.objects.to_confirm().order_by("pk")[:5]
    ]


def _keyless(url: str) -> list[Line]:
    signed = RecordClass.objects.filter(rule=Rule.ARCHIVE, signed_off_on__isnull=False)
    if book.has_recipient(Path(settings.ARCHIVE_RECIPIENT)) or not signed.exists():
        return []
    return [Line(text=now_("The archive has given no key: nothing can go to it"), url=url)]
