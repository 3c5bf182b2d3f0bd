"""What is kept for the person concerned, sealed and opened: what was told, answered and given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Appointment, User
from kominn.accounts.roles import ROLES
from kominn.audit.models import Event
from kominn.casework import plain as of_casework
from kominn.casework.models import Answer, Told, next_number
from kominn.casework.states import OLD_ENOUGH, Age, AnswerKind, How, ToWhom
from kominn.concerns import plain as of_concern
from kominn.concerns.models import Concern
from kominn.concerns.plain import NAMES
from kominn.core.chapters import Chapter, Passage
from kominn.core.worktime import day_of
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen, Place, open_json, seal_json
from kominn.vault.refusals import NoWrap

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
        whom = str(ToWhom(self.to_whom).label) if self.to_whom else ""
        return ", ".join(part for part in (whom, self._how) if part)

    @property
    def _how(self) -> str:
        how = str(How(self.how).label) if self.how else ""
        return how[:1].lower() + how[1:]

    def to_reader(self, *, is_guardian: bool) -> str:
        """The same in a sentence to whoever holds the sheet."""
        sentences = TOLD_TO_GUARDIAN if is_guardian else TOLD_TO_PERSON
        sentence = sentences.get(self.to_whom)
        return (str(sentence) % {"how": self._how}).strip() if sentence else ""


TOLD_TO_PERSON: dict[str, Text] = {
    ToWhom.PERSON: _("You were told %(how)s"),
    ToWhom.GUARDIAN: _("A guardian was told %(how)s"),
    ToWhom.BOTH: _("You and a guardian were told %(how)s"),
}
TOLD_TO_GUARDIAN: dict[str, Text] = {
    ToWhom.PERSON: _("The person it is about was told %(how)s"),
    ToWhom.GUARDIAN: _("A guardian was told %(how)s"),
    ToWhom.BOTH: _("The person it is about and a guardian were told %(how)s"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What the person says, and which passage it answers; empty is the whole."""

    about: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What a copy held: each passage that was left out, and those told in other words.

    For a guardian also how old the person is, and what they say of a guardian reading it.
    """

    to_whom: str
    language: str
    left_out: tuple[str, ...] = ()
    in_other_words: dict[str, str] = field(default_factory=dict)
    for_whom: str = ToWhom.PERSON
    age: str = ""
    view: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What its writer put in their own words."""
        return (self.to_whom, self.view, *self.in_other_words.values())

    @property
    def is_for_guardian(self) -> bool:
        return self.for_whom != ToWhom.PERSON

    @property
    def needs_view(self) -> bool:
        """A guardian of somebody old enough to be asked what the guardian may read."""
        return self.is_for_guardian and self.age in OLD_ENOUGH

    def leaves_out_at_first(self, passage: Passage) -> bool:
        """What stays out unless a colleague says otherwise."""
        if not self.needs_view:
            return False
        return self.age == Age.FROM_18 or is_own_voice(passage)


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


OWN_VOICE = ":voice"
ANSWER = "said"


def is_own_voice(passage: Passage) -> bool:
    """What the person has said, as somebody wrote it down."""
    return passage.mark.endswith(OWN_VOICE) or passage.mark.startswith(f"{ANSWER}:")


SHORT = ("answer:danger", "answer:under_18")


def is_short(passage: Passage) -> bool:
    """One of a few fixed answers, which tells of nobody who saw it."""
    return _question(passage) in SHORT or passage.mark.endswith(":level")


def is_as_told(passage: Passage) -> bool:
    """Words of whoever told it: how they are put lets somebody guess who that was."""
    return _question(passage).startswith("answer:") and not is_short(passage)


def _question(passage: Passage) -> str:
    """The mark without the concern that stands under the first."""
    return passage.mark.rpartition("/")[2]


@dataclass(frozen=True, slots=True, repr=False)
class Under:
    """Those under a concern whose keys one reader has; `hidden` is how many more there are."""

    opened: tuple[tuple[Concern, bytes], ...] = ()
    hidden: int = 0


def under(concern: Concern, user: User) -> Under:
    numbers = list(concern.joined.values_list("pk", flat=True))
    keys = records.whole_keys_for(numbers, user) if numbers else {}
    found = Concern.objects.filter(pk__in=keys).order_by("week", "pk")
    opened = tuple((one, keys[one.pk]) for one in found)
    return Under(opened, len(numbers) - len(opened))


def chapters_for(concern: Concern, key: bytes, others: Under) -> list[Chapter]:
    """All but what tells who told it, and the box with names, which has a page of its own where a
    reason is asked for and kept; staff decide of each passage that is left.

    What others told of the same, in the concerns under this one, comes with it.
    """
    first, *rest = of_concern.chapters(concern, key)
    found = [
        first,
        *(_told_by_another(one, its_key) for one, its_key in others.opened),
        *rest,
        *of_casework.chapters(concern, key),
    ]
    kept = (Chapter(one.title, list(_for_person(one.passages))) for one in found)
    return [chapter for chapter in kept if chapter.passages]


def _told_by_another(concern: Concern, key: bytes) -> Chapter:
    words = of_concern.words(concern, key)
    return Chapter(
        _("What somebody else told"),
        [replace(one, mark=f"{concern.pk}/{one.mark}") for one in words],
    )


def answers_of(
    answers: Iterable[tuple[Answer, Said | None]], chapters: Iterable[Chapter], given: Given
) -> list[Chapter]:
    """What the person has answered, for the copy: theirs without being asked, and for a guardian
    decided on like all else."""
    labels = {one.mark: one.label for chapter in chapters for one in chapter.passages}
    found = [
        Passage(
            f"{ANSWER}:{one.pk}",
            " · ".join(
                str(part) for part in (AnswerKind(one.kind).label, labels.get(said.about)) if part
            ),
            said.text,
            at=one.on,
        )
        for one, said in answers
        if said
    ]
    title = (
        _("What the person has answered") if given.is_for_guardian else _("What you have answered")
    )
    return [Chapter(title, found)] if found else []


def _for_person(passages: list[Passage]) -> Iterator[Passage]:
    for one in passages:
        question = _question(one)
        if not one.tells_who_told and question != NAMES and one.text is not None:
            yield replace(one, label=AS_TOLD_TO_THE_PERSON.get(question, one.label), by="")


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


def who_opened(*concerns: Concern) -> list[Opening]:
    """Of a concern and of those under it: the latest first, in two queries."""
    targets = [f"concern:{one.pk}" for one in concerns]
    entries = Event.objects.filter(target__in=targets, verb__in=OPENINGS).order_by("number")
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


def openings_for_guardian(openings: list[Opening]) -> list[Opening]:
    """That somebody read what was told, and no more: what else was opened tells that the young
    person gets help, or talks with us."""
    return [one for one in openings if one.what is OPENINGS["concern.read"]]


def _roles_of(names: set[str]) -> dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]]:
    keys = [int(name[5:]) for name in names if name.startswith("user:") and name[5:].isdecimal()]
    roles: dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]] = {}
    held = Appointment.objects.filter(Q(user__in=keys)).order_by("role", "pk")
    for user, role, since, until in held.values_list("user_id", "role", "appointed_at", "ended_at"):
        roles.setdefault(f"user:{user}", []).append((role, since, until))
    return roles


# --- Where another takes its place --------------------------------------------------------------


def notices_follow(concern: Concern, first: Concern) -> None:
    """Whether the person was told is recorded once for all who told the same: it stands in the one
    that goes on too, sealed anew, and an exception runs on there alone.

    No colleague is asked: the server opens it by whichever reader's keys do.
    """
    told = list(Told.objects.filter(concern=concern).order_by("number"))
    try:
        key, its_key = (records.data_key_by_any_reader(one.pk) for one in (concern, first))
    except NoWrap:
        return
    if told:
        Told.objects.filter(concern=first).running().update(ended=True)
    for one in told:
        notice = content_or_damaged(one, Notice, key)
        if notice:
            _kept_again(one, notice, first, its_key)
            Told.objects.filter(pk=one.pk).update(ended=one.is_exception)


def _kept_again(told: Told, notice: Notice, concern: Concern, key: bytes) -> None:
    kept = ("state", "on", "until", "ended", "nudged", "by")
    number = next_number(Told, concern)
    made = Told(concern=concern, number=number, **{name: getattr(told, name) for name in kept})
    made.content = seal_content(made, notice, key)
    made.save(force_insert=True)


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
