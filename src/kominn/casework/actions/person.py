"""What the person concerned has a right to: to be told, to read, and to answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.casework import person
from kominn.casework.content import Written
from kominn.casework.models import Answer, Assessment, Copy, Told, next_number
from kominn.casework.person import Given, Notice, Opening, Said, Under
from kominn.casework.states import Age, AnswerKind, Informed, Telling
from kominn.concerns import conversation
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.beside import opened_ones
from kominn.concerns.conversation import told_or_damaged
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.core.chapters import Chapter, Passage
from kominn.core.worktime import day_of
from kominn.vault.actions import records

LONGEST = dt.timedelta(days=183)
"""An exception is looked at again within half a year."""


class NotPossible(Exception):
    """A deed that can't be done; the text is fit to show, and what was typed stays."""


@dataclass(frozen=True, slots=True, repr=False)
class ForPerson:
    """All that one reader of the concern sees on the page of the person concerned."""

    chapters: list[Chapter]
    told: list[tuple[Told, Notice | None]]
    answers: list[tuple[Answer, Said | None, Passage | None]]
    copies: list[tuple[Copy, Given | None]]
    openings: list[Opening]
    hidden: int
    """Those under it whose key this reader has not."""
    has_names: bool
    """Whether there is a box with names, damaged or not, which stays closed here."""

    def to_copy(self, given: Given) -> list[Chapter]:
        """What somebody decides on before a copy is given."""
        if not given.is_for_guardian:
            return self.chapters
        answers = [(one, said) for one, said, _passage in self.answers]
        return [*self.chapters, *person.answers_of(answers, self.chapters, given)]

    @property
    def running(self) -> Told | None:
        return next((one for one, _ in self.told if one.is_exception and not one.ended), None)


@transaction.atomic
def read(concern: Concern, *, by: User, at: dt.datetime) -> ForPerson:
    """Open it; whoever does stands in the trail, and on this very page."""
    record("person.looked", target_of(concern), by=name_of(by), at=at)
    key, others = records.data_key_for(concern.pk, by), person.under(concern, by)
    _note_first_reading(others, by=by, at=at)
    chapters = person.chapters_for(concern, key, others)
    passages = {one.mark: one for chapter in chapters for one in chapter.passages}
    told = Told.objects.visible_to(by).filter(concern=concern).select_related("by")
    copies = Copy.objects.visible_to(by).filter(concern=concern).select_related("by")
    return ForPerson(
        chapters=chapters,
        told=[(one, person.content_or_damaged(one, Notice, key)) for one in told.latest_first()],
        answers=[
            (one, said, passages.get(said.about) if said else None)
            for one, said in _answers(concern, key, by=by)
        ],
        copies=[(one, person.content_or_damaged(one, Given, key)) for one in copies.latest_first()],
        openings=person.who_opened(concern, *(one for one, _key in others.opened)),
        hidden=others.hidden,
        has_names=any(
            conversation.has_names(one, its_key) is not False
            for one, its_key in [(concern, key), *others.opened]
        ),
    )


def _answers(concern: Concern, key: bytes, *, by: User) -> list[tuple[Answer, Said | None]]:
    found = Answer.objects.visible_to(by).filter(concern=concern).select_related("by")
    return [(one, person.content_or_damaged(one, Said, key)) for one in found.latest_first()]


def _note_first_reading(others: Under, *, by: User, at: dt.datetime) -> None:
    """What stands under it is read here too: nobody can say any more that it was never read."""
    read_already = opened_ones(one.pk for one, _key in others.opened)
    for one, _key in others.opened:
        if one.pk not in read_already:
            record("person.looked", target_of(one), by=name_of(by), at=at)


@transaction.atomic
def tell(
    concern: Concern,
    notice: Notice,
    *,
    on: dt.date,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> Told:
    """The person, or the guardian, was told on a day. It ends an exception that runs."""
    concern, key = _opened(concern, by)
    if on > day_of(at):
        raise NotPossible(_("That day has not come yet."))
    if on < _first_told(concern, key, by=by):
        raise NotPossible(_("That day was before anybody told us."))
    check_numbers(notice.words, at=at)
    return _keep_told(
        concern, key, notice, Telling.TOLD, on=on, until=None, token=token, by=by, at=at
    )


def _first_told(concern: Concern, key: bytes, *, by: User) -> dt.date:
    """The day the first of those who told the same did; its week where none can be opened."""
    those = [(concern, key), *person.under(concern, by).opened]
    told = [told_or_damaged(one, its_key) for one, its_key in those]
    return min((day_of(one.told_at) for one in told if one), default=concern.week)


@transaction.atomic
def make_exception(
    concern: Concern, *, why: str, until: dt.date, token: uuid.UUID, by: User, at: dt.datetime
) -> Told:
    """Telling them now would do harm: why, and until when at the latest."""
    concern, key = _opened(concern, by)
    today = day_of(at)
    if not today < until <= today + LONGEST:
        raise NotPossible(_("An exception ends on a day that is to come, within half a year."))
    if not why.strip():
        raise NotPossible(_("Write why they can’t be told now."))
    check_numbers(why, at=at)
    return _keep_told(
        concern, key, Notice(words=why), Telling.EXCEPTION, on=today, until=until, token=token,
        by=by, at=at,
    )  # fmt: skip


def keep_exception(
    assessments: Collection[tuple[Assessment, Written]],
    concern: Concern,
    key: bytes,
    *,
    at: dt.datetime,
) -> None:
    """What an assessor wrote of an exception is held to from the moment both are in: by the nearest
    day somebody is asked. Where anything is recorded already, or one of them told, that counts."""
    if Told.objects.filter(concern=concern).exists():
        return
    if any(written.informed == Informed.TOLD for _one, written in assessments):
        return
    found = [
        (written.informed_day, one, written.informed_why)
        for one, written in assessments
        if written.informed == Informed.EXCEPTION and written.informed_day
    ]
    if found:
        today = day_of(at)
        day, first, _why = min(found, key=lambda one: one[0])
        until = min(max(day, today + dt.timedelta(days=1)), today + LONGEST)
        why = "\n\n".join(dict.fromkeys(why for _day, _one, why in found if why))
        _keep_told(
            concern, key, Notice(words=why), Telling.EXCEPTION, on=today, until=until,
            token=first.pk, by=first.assessor, at=at,
        )  # fmt: skip


def _keep_told(
    concern: Concern,
    key: bytes,
    notice: Notice,
    state: Telling,
    *,
    on: dt.date,
    until: dt.date | None,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> Told:
    pk = conversation.number_of(key, token, f"{state} {on} {until} {notice.words}")
    earlier = Told.objects.filter(pk=pk).first()
    if earlier:
        return earlier
    Told.objects.filter(concern=concern).running().update(ended=True)
    made = Told(
        id=pk,
        number=next_number(Told, concern),
        concern=concern,
        state=state,
        on=on,
        until=until,
        by=by,
    )
    made.content = person.seal_content(made, notice, key)
    made.save(force_insert=True)
    if state == Telling.TOLD:
        record("person.told", target_of(concern), by=name_of(by), at=at)
    else:
        record("person.not_told", target_of(concern), by=name_of(by), at=at)
    return made


@transaction.atomic
def answer(
    concern: Concern,
    kind: str,
    said: Said,
    *,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> Answer:
    """What the person says to something that stands here, word for word; the first stays."""
    concern, key = _opened(concern, by)
    kind = AnswerKind(kind)
    pk = conversation.number_of(key, token, f"{kind} {said.about} {said.text}")
    earlier = Answer.objects.filter(pk=pk).first()
    if earlier:
        return earlier
    chapters = person.chapters_for(concern, key, person.under(concern, by))
    if said.about and said.about not in _marks(chapters):
        raise NotPossible(_("What it answers is no longer here. Read the page anew."))
    check_numbers(said.text, at=at)
    made = Answer(
        id=pk,
        number=next_number(Answer, concern),
        concern=concern,
        kind=kind,
        on=day_of(at),
        by=by,
    )
    made.content = person.seal_content(made, said, key)
    made.save(force_insert=True)
    record("person.answered", target_of(concern), by=name_of(by), at=at)
    return made


@transaction.atomic
def give_copy(
    concern: Concern,
    given: Given,
    *,
    seen: set[str],
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> tuple[Copy, list[Chapter]]:
    """Write out what the person may have. `seen` are the passages that somebody decided on:
    what has come since then is decided on first."""
    concern, key = _opened(concern, by)
    running = Told.objects.filter(concern=concern).running().first()
    if running:
        raise NotPossible(
            _("An exception runs. Record that the person was told before you give a copy.")
        )
    if given.is_for_guardian and given.age not in Age.values:
        raise NotPossible(_("A guardian’s right to read depends on how old the person is."))
    if given.needs_view and not given.view.strip():
        raise NotPossible(_("Write what they say about a guardian reading it, or why not asked."))
    chapters = person.chapters_for(concern, key, person.under(concern, by))
    answers = person.answers_of(_answers(concern, key, by=by), chapters, given)
    if _marks([*chapters, *(answers if given.is_for_guardian else [])]) - seen:
        raise NotPossible(_("Something was written meanwhile. Decide on that too."))
    what = (
        given.to_whom,
        given.language,
        given.left_out,
        sorted(given.in_other_words.items()),
        (given.for_whom, given.age, given.view),
    )
    pk = conversation.number_of(key, token, repr(what))
    copy = Copy.objects.filter(pk=pk).first()
    if copy is None:
        check_numbers(*given.texts, at=at)
        copy = Copy(id=pk, number=next_number(Copy, concern), concern=concern, on=day_of(at), by=by)
        copy.content = person.seal_content(copy, given, key)
        copy.save(force_insert=True)
    record("person.copy_given", target_of(concern), by=name_of(by), at=at)
    return copy, _as_given([*chapters, *answers], given)


def _as_given(chapters: list[Chapter], given: Given) -> list[Chapter]:
    left_out, words = set(given.left_out), given.in_other_words
    kept = (
        Chapter(
            chapter.title,
            [_in_other_words(one, words) for one in chapter.passages if one.mark not in left_out],
            left_out=sum(one.mark in left_out for one in chapter.passages),
        )
        for chapter in chapters
    )
    return [chapter for chapter in kept if chapter.passages]


def _in_other_words(passage: Passage, words: Mapping[str, str]) -> Passage:
    return replace(passage, text=words.get(passage.mark, passage.text))


def _marks(chapters: list[Chapter]) -> set[str]:
    return {one.mark for chapter in chapters for one in chapter.passages}


def _opened(concern: Concern, by: User) -> tuple[Concern, bytes]:
    """One deed at a time, and only by whose key opens it."""
    locked = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    return locked, records.data_key_for(locked.pk, by)
