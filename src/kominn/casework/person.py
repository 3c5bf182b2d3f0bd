"""What is kept for the person concerned, sealed and opened: what was told, answered and given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Appointment
from kominn.accounts.roles import ROLES
from kominn.audit.models import Event
from kominn.casework import plain as of_casework
from kominn.casework.states import How, ToWhom
from kominn.concerns import plain as of_concern
from kominn.concerns.models import Concern
from kominn.core.chapters import Chapter, Passage
from kominn.core.worktime import day_of
from kominn.vault.ciphertext import CannotOpen, Place, open_json, seal_json

Text = str | Promise
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """To whom and how it was told, in which words; of an exception only why."""

    to_whom: str = ""
    how: str = ""
    words: str = ""

    @property
    def in_short(self) -> str:
        parts = [ToWhom(self.to_whom).label] if self.to_whom else []
        parts += [How(self.how).label] if self.how else []
        return ", ".join(str(part) for part in parts)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What the person says, and which passage it answers; empty is the whole."""

    about: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What a copy held: each passage that was left out, and those told in other words."""

    to_whom: str
    language: str
    left_out: tuple[str, ...] = ()
    in_other_words: dict[str, str] = field(default_factory=dict)


def seal_content(row: Model, content: Notice | Said | Given, key: bytes) -> bytes:
    return seal_json(asdict(content), key=key, place=_place_of(row))


def content_or_damaged(row: Any, kind: type[Kept], key: bytes) -> Kept | None:
    try:
        content = open_json(bytes(row.content), key=key, place=_place_of(row))
    except CannotOpen:
        return None
    if kind is Given:
        content["left_out"] = tuple(content["left_out"])
    return kind(**content)


def _place_of(row: Model) -> Place:
    assert isinstance(row.pk, UUID)
    return Place(row._meta.db_table, "content", row.pk)


# --- What the person may read ----------------------------------------------------------------

AS_TOLD_TO_THE_PERSON: dict[str, Text] = {
    "answer:danger": _("Whether anybody was in danger then"),
    "answer:about": _("What it was about"),
    "answer:under_18": _("Whether the person is under 18"),
    "answer:area": _("Which part of the municipality"),
    "answer:where": _("Where it was"),
    "answer:seen": _("What somebody saw or heard"),
    "answer:when": _("When it was"),
    "answer:worry": _("What worried somebody most"),
    "answer:good": _("What is good and works"),
    "answer:tried": _("What has been tried"),
}
"""The questions were put to somebody else."""


def chapters_for(concern: Concern, key: bytes) -> list[Chapter]:
    """All but what tells who told it; staff decide of each passage that is left."""
    found = [*of_concern.chapters(concern, key), *of_casework.chapters(concern, key)]
    kept = (Chapter(one.title, list(_for_person(one.passages))) for one in found)
    return [chapter for chapter in kept if chapter.passages]


def _for_person(passages: list[Passage]) -> Iterator[Passage]:
    for one in passages:
        if not one.tells_who_told and one.text is not None:
            yield replace(one, label=AS_TOLD_TO_THE_PERSON.get(one.mark, one.label), by="")


# --- Who opened it ---------------------------------------------------------------------------

OPENINGS: dict[str, Text] = {
    "concern.read": _("Read what was told"),
    "concern.names_read": _("Opened the box with names"),
    "attachment.read": _("Opened an attached file"),
    "assessment.read": _("Read the assessments"),
    "help.read": _("Read of the help the person gets"),
    "disclosure.read": _("Read what was told to others"),
    "person.looked": _("Read what is kept for the person concerned"),
    "person.copy_given": _("Wrote out a copy for the person concerned"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody of a role opened it that day; never who, and once however often."""

    on: dt.date
    roles: tuple[Text, ...]
    what: Text


def who_opened(concern: Concern) -> list[Opening]:
    """The latest first, in two queries."""
    entries = Event.objects.about(f"concern:{concern.pk}").filter(verb__in=OPENINGS)
    found = [(day_of(one.at), one.at, one.by, one.verb) for one in entries]
    roles = _roles_of({by for _day, _at, by, _verb in found})
    openings: dict[tuple[dt.date, tuple[str, ...], str], Opening] = {}
    for day, at, by, verb in reversed(found):
        held = tuple(
            slug
            for slug, since, until in roles.get(by, ())
            if since <= at and (until is None or at < until) and slug in ROLES
        )
        names = tuple(ROLES[slug].name for slug in held) or (_("A colleague"),)
        openings.setdefault((day, held, verb), Opening(day, names, OPENINGS[verb]))
    return list(openings.values())


def _roles_of(names: set[str]) -> dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]]:
    keys = [int(name[5:]) for name in names if name.startswith("user:") and name[5:].isdecimal()]
    roles: dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]] = {}
    held = Appointment.objects.filter(Q(user__in=keys)).order_by("role", "pk")
    for user, role, since, until in held.values_list("user_id", "role", "appointed_at", "ended_at"):
        roles.setdefault(f"user:{user}", []).append((role, since, until))
    return roles


# --- For the archive -------------------------------------------------------------------------


def chapters_of_rights(concern: Concern, key: bytes) -> list[Chapter]:
    """What was told, answered and given, as the archive gets it."""
    told = [
        Passage(
            f"told:{one.pk}",
            one.get_state_display(),
            _notice_in_words(content_or_damaged(one, Notice, key)),
            by=one.by.name,
            at=one.until or one.on,
        )
        for one in concern.told.select_related("by").order_by("number")
    ]
    answers = [
        Passage(
            f"answer-of-person:{one.pk}",
            one.get_kind_display(),
            said.text if (said := content_or_damaged(one, Said, key)) else None,
            by=one.by.name,
            at=one.on,
        )
        for one in concern.answers.select_related("by").order_by("number")
    ]
    copies = [
        Passage(
            f"copy:{one.pk}",
            _("Copy given"),
            given.to_whom if (given := content_or_damaged(one, Given, key)) else None,
            by=one.by.name,
            at=one.on,
        )
        for one in concern.copies.select_related("by").order_by("number")
    ]
    passages = [*told, *answers, *copies]
    return [Chapter(_("The person concerned"), passages)] if passages else []


def _notice_in_words(notice: Notice | None) -> str | None:
    if notice is None:
        return None
    return "\n".join(part for part in (notice.in_short, notice.words) if part)
