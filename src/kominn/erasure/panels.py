"""What erasure puts on the Monday page: a night that asks, a journal that waits, a missing key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
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

TAKEN_WITHIN = dt.timedelta(days=14)
Said = tuple[Line, Todo | None]
"""What everybody sees who sees law, and what it asks of this reader."""


def panels(user: User, today: dt.date) -> list[Panel]:
    """Only where somebody must do something; three queries for those who see law."""
    if not user.may(Right.SEE_LAW):
        return []
    url = reverse("erasure:overview")
    answers, records = user.may(Right.SIGN_OFF), user.may(Right.RECORD_APPROVALS)
    lines = [
        *_asked(url, answers=answers),
        *_waiting(today, url, records=records),
        *_keyless(url, records=records),
    ]
    if not lines:
        return []
    return [
        Panel(
            slug="erasure",
            title=_("Archive and erasure"),
            icon="clock",
            lines=[line for line, _todo in lines],
            todo=[todo for _line, todo in lines if todo],
            count=len(lines),
            url=url,
            link=_("To archive and erasure"),
            late=any(line.late for line, _todo in lines),
        )
    ]


def _asked(url: str, *, answers: bool) -> list[Said]:
    """Everybody who sees it knows; it presses whoever is to answer."""
    night = Night.objects.filter(state=State.ASKED).first()
    if night is None:
        return []
    text = ngettext(
        "%(count)d concern is due for erasure: nothing goes before a person has answered",
        "%(count)d concerns are due for erasure: nothing goes before a person has answered",
        night.due,
    )
    said = text % {"count": night.due}
    line = Line(text=said, url=url, note=night.get_why_display(), late=answers)
    return [(line, Todo(said, late=True, own=True) if answers else None)]


def _waiting(today: dt.date, url: str, *, records: bool) -> Iterator[Said]:
    for one in Journal.objects.to_confirm().order_by("pk")[:5]:
        text = now_("Take to the archive: %(name)s") % {"name": one.name}
        by = one.made_on + TAKEN_WITHIN
        late = records and by < today
        line = Line(text=text, url=url, late=late)
        yield line, Todo(text, late=late, by=by, own=True) if records else None


def _keyless(url: str, *, records: bool) -> list[Said]:
    signed = RecordClass.objects.filter(rule=Rule.ARCHIVE, signed_off_on__isnull=False)
    if book.has_recipient(Path(settings.ARCHIVE_RECIPIENT)) or not signed.exists():
        return []
    line = Line(text=now_("The archive has given no key: nothing can go to it"), url=url)
    ask = Todo(now_("Ask the archive for its key: until then nothing can go to it"), own=True)
    return [(line, ask if records else None)]
