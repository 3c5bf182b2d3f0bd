"""Deeds of a course and of a concept.

What a seat does leaves nothing in the trail: nobody is to be found by it. What a colleague does to
a concept is recorded, as everywhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin import canvas, push
from kominn.allin.appeal_models import APPEALABLE
from kominn.allin.models import Appeal, Concept, Course, Gathering, LeftOut, Reminded
from kominn.allin.states import NEXT, WRITABLE, State
from kominn.audit.actions import record
from kominn.core.fields import plain
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation import actions as participation
from kominn.participation import replies
from kominn.participation.calling import call_grown_up
from kominn.participation.models import AgeBand, Reply, Room, Seat
from kominn.participation.pointing import check_points_to_nobody
from kominn.participation.words.danger import DANGER
from kominn.portrait.models import Area

LONGEST = dt.timedelta(days=370)
OPEN_AFTER = dt.timedelta(days=60)
"""So long a team can go on after the last day: an idea grows at home too."""
MOST_IN_A_COURSE = 60
NONE: Mapping[uuid.UUID, LeftOut] = {}


class NotPossible(participation.NotPossible):
    """A deed that cannot be done; the text is fit to show."""


class DaysWrong(NotPossible):
    pass


class NameTaken(NotPossible):
    pass


class TooMany(NotPossible):
    pass


class Unfinished(NotPossible):
    pass


class WrongState(NotPossible):
    pass


# --- A course ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """When a group is to meet, before there is a course to meet in."""

    day: dt.date
    starts: dt.time
    minutes: int
    name: str
    method: str = ""


def start_course(
    *,
    name: str,
    recipe: str,
    area: Area | None,
    place: str,
    first_day: dt.date,
    last_day: dt.date,
    age_band: AgeBand,
    most_seats: int,
    by: User,
    at: dt.datetime,
    gatherings: Iterable[Planned] = (),
    answers: str = "",
    invented: bool = False,
) -> Course:
    planned = list(gatherings)
    if last_day < first_day:
        raise DaysWrong(_("The last day is before the first."))
    if last_day - first_day > LONGEST:
        raise DaysWrong(_("This lasts longer than a year. Is the year right?"))
    if any(not first_day <= one.day <= last_day for one in planned):
        raise DaysWrong(_("A gathering lies outside the days of the course."))
    with transaction.atomic():
        room = participation.open_room(
            age_band=age_band,
            most_seats=most_seats,
            opens_on=min(day_of(at), first_day),
            closes_on=last_day + OPEN_AFTER,
        )
        course = Course.objects.create(
            name=name,
            recipe=recipe,
            area=area,
            place=place,
            first_day=first_day,
            last_day=last_day,
            leader=by,
            answers=answers,
            room=room,
            invented=invented,
        )
        Gathering.objects.bulk_create(
            Gathering(
                course=course,
                day=one.day,
                starts=one.starts,
                minutes=one.minutes,
                name=one.name,
                method=one.method,
            )
            for one in planned
        )
        record("course.started", f"course:{course.pk}", by=name_of(by), at=at)
    return course


def change_seats(course: Course, most_seats: int, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        Room.objects.filter(pk=course.room_id).update(most_seats=most_seats)
        record("course.seats_changed", f"course:{course.pk}", by=name_of(by), at=at)


def change_code(course: Course, *, by: User, at: dt.datetime) -> None:
    """The old code reached those it was not for."""
    with transaction.atomic():
        participation.change_code(course.room)
        record("course.code_changed", f"course:{course.pk}", by=name_of(by), at=at)


# --- A concept, from the phones ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A concept as it was kept; whether what was just written hints at danger, so that its writer
    is shown help."""

    concept: Concept
    hints_at_danger: bool


def begin_concept(course: Course, name: str, *, seat: Seat, today: dt.date) -> Written:
    """A team begins. Two teams of one name would read each other's answers."""
    with in_turn(), transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        others = list(course.concepts.exclude(state=State.WITHDRAWN))
        if len(others) >= MOST_IN_A_COURSE:
            raise TooMany(_("There are very many teams here already. Join one of them."))
        if any(other.name.casefold() == name.casefold() for other in others):
            raise NameTaken(_("Another team has this name already. Choose one more word."))
        begun = canvas.rewritten(canvas.new_canvas(), was={}, now={"name": name})
        concept = Concept.objects.create(course=course, canvas=begun, texts=canvas.texts(begun))
        concept.seats.add(seat)
        worries = call_if_danger(concept, said=concept.texts.values(), before=(), today=today)
    return Written(concept, worries)


def join_concept(concept: Concept, *, seat: Seat) -> None:
    concept.seats.add(seat)


def write(concept: Concept, change: bytes, *, today: dt.date) -> Written:
    """Merge what a phone sends. Raises `WrongState`, and `canvas.NotACanvas`."""
    return _written(concept, lambda now: canvas.merged(now, change), today=today)


def rewrite(
    concept: Concept, *, was: Mapping[str, str], now: Mapping[str, str], today: dt.date
) -> Written:
    """Merge what a browser without JavaScript sends."""
    return _written(concept, lambda there: canvas.rewritten(there, was=was, now=now), today=today)


def call_if_danger(
    concept: Concept, *, said: Iterable[str], before: Iterable[str], today: dt.date
) -> bool:
    """Words that were there before are known: somebody was called because of them."""
    new = _dangers(said) - _dangers(before)
    if new:
        course = concept.course
        call = call_grown_up(course.room, where=course.name, adult=course.leader, today=today)
        concept.call = call
        concept.save(update_fields=["call"])
    return bool(new)


def _dangers(texts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(DANGER.found(text) for text in texts))


def writable(concept: Concept) -> Concept:
    """The idea as it stands, held until the turn is over; raises `WrongState`."""
    held = Concept.objects.select_for_update().get(pk=concept.pk)
    if held.state not in WRITABLE:
        raise WrongState(_("The idea is handed in. Ask the one who leads to send it back."))
    return held


def _written(concept: Concept, merge: Callable[[bytes], bytes], *, today: dt.date) -> Written:
    worries = False
    with in_turn(), transaction.atomic():
        held = writable(concept)
        before = bytes(held.canvas)
        after = merge(before)
        if after != before:
            said, held.canvas, held.texts = held.texts, after, canvas.texts(after)
            held.version += 1
            held.save(update_fields=["canvas", "texts", "version"])
            texts = held.texts.values()
            worries = call_if_danger(held, said=texts, before=said.values(), today=today)
    return Written(held, worries)


def hand_in(concept: Concept, *, nobody: Collection[str] = (), today: dt.date) -> Concept:
    """Raises `PointsToSomebody` where the team must first take something out, or say that it is
    nobody's. Marks that turn what follows around are taken out here: it is read as it is shown."""

    def check(held: Concept) -> None:
        _check_finished(held)
        alts = held.pictures.values_list("alt", flat=True)
        check_points_to_nobody([*held.texts.values(), *alts], nobody=nobody, today=today)
        said = {card: plain(text) for card, text in held.texts.items()}
        if said != held.texts:
            held.canvas = canvas.rewritten(bytes(held.canvas), was=held.texts, now=said)
            held.texts = canvas.texts(held.canvas)
            held.version += 1
            held.save(update_fields=["canvas", "texts", "version"])

    fresh = {"handed_in_on": today, "reason": "", "reminded": Reminded.NOT_YET}
    return _step(concept, State.HANDED_IN, check=check, **fresh)


def _check_finished(concept: Concept) -> None:
    if not concept.name.strip() or not concept.card("idea").strip():
        raise Unfinished(_("Write a name and the idea first. The rest can come later."))


def take_back(concept: Concept) -> Concept:
    """With it go its pictures, the names beside it, and what phones there are to tell."""

    def check(held: Concept) -> None:
        push.forget_phones(held)
        held.credits.all().delete()
        held.pictures.all().delete()

    return _step(concept, State.WITHDRAWN, check=check)


# --- A concept, by colleagues --------------------------------------------------------------------


def show(
    concept: Concept,
    *,
    version: int | None,
    by: User,
    at: dt.datetime,
    left_out: Mapping[uuid.UUID, LeftOut] = NONE,
) -> Concept:
    """Somebody has read this version; from now on anyone may, but for the pictures left out."""

    def check(held: Concept) -> None:
        if held.state != State.HANDED_IN:
            raise WrongState(_("Somebody was faster. Read the page anew."))
        _check_version(held, version)
        if held.reply is not None and held.reply.waits:
            raise WrongState(_("A colleague has written to the team. Read that first."))

    with in_turn(), transaction.atomic():
        held = step_in_turn(concept, State.SHOWN, check=check)
        leave_out(held, left_out, by=by, at=at)
        push.tell_team(held)
        record("concept.shown", f"concept:{held.pk}", by=name_of(by), at=at)
    return held


def leave_out(
    concept: Concept, which: Mapping[uuid.UUID, LeftOut], *, by: User, at: dt.datetime
) -> None:
    """Pictures that are not to be seen, now or any longer: erased at once, and the team is told
    which of our reasons it was."""
    with transaction.atomic():
        for _each in range(concept.pictures.leave_out(which)):
            record("concept.picture_left_out", f"concept:{concept.pk}", by=name_of(by), at=at)


def send_back(
    concept: Concept,
    reason: str,
    *,
    version: int | None,
    by: User,
    at: dt.datetime,
    left_out: Mapping[uuid.UUID, LeftOut] = NONE,
) -> Concept:
    """What the team is to change of this version, and why. It goes out when a colleague has read it
    too."""

    def check(held: Concept) -> None:
        _check_version(held, version)
        leave_out(held, left_out, by=by, at=at)

    return _write_to_team(concept, State.RETURNED, reason, check=check, by=by, at=at)


def answer(
    concept: Concept, then: State, words: str, *, role: str, by: User, at: dt.datetime
) -> Concept:
    """Yes, yes if, or no because: by a named role, in words the team reads. It goes out when a
    colleague has read it too; the promised day waits for nobody."""
    return _write_to_team(concept, then, words, role=role, by=by, at=at)


def _write_to_team(
    concept: Concept,
    then: State,
    words: str,
    *,
    check: Callable[[Concept], None] = lambda _held: None,
    role: str = "",
    by: User,
    at: dt.datetime,
) -> Concept:
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        _check_step(held, then)
        check(held)
        held.reply = replies.propose(f"concept:{held.pk}", then, words, role=role, by=by, at=at)
        held.save(update_fields=["reply"])
    return held


def pass_on(concept: Concept, *, reply: uuid.UUID | None, by: User, at: dt.datetime) -> Concept:
    """The second reader agrees to the reply that was read: the team reads it, and the concept is
    where it puts it."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        sent = replies.pass_on(_as_read(held, reply), by=by, at=at)
        then = State(sent.verdict)
        _check_step(held, then)
        held.state = then
        if then == State.RETURNED:
            held.reason = sent.words
        else:
            held.answer, held.answered_by, held.answered_on = sent.words, sent.role, day_of(at)
        held.save(update_fields=["state", "reason", "answer", "answered_by", "answered_on"])
        if then in APPEALABLE:
            Appeal.objects.create(reply=sent, concept=held, version=held.version)
        push.tell_team(held)
        writer, about = name_of(sent.written_by), f"concept:{held.pk}"
        if then == State.RETURNED:
            record("concept.sent_back", about, by=writer, at=at)
        else:
            record("concept.answered", about, by=writer, at=at)
    return held


def stop(concept: Concept, why: str, *, reply: uuid.UUID | None, by: User, at: dt.datetime) -> None:
    """The second reader tells its writer why the reply that was read does not go out."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        replies.stop(_as_read(held, reply), why, by=by, at=at)


def _as_read(held: Concept, reply: uuid.UUID | None) -> Reply:
    """Its writer may have taken back what was read, and written something else."""
    if held.reply is None:
        raise WrongState(_("Nothing is written to this team."))
    if held.reply.pk != reply:
        raise WrongState(_("A colleague was faster. Read the page anew."))
    return held.reply


def _check_version(concept: Concept, version: int | None) -> None:
    if concept.version != version:
        raise WrongState(_("Somebody was faster. Read the page anew."))


def _check_step(concept: Concept, then: State) -> None:
    if then not in NEXT[concept.state]:
        raise WrongState(
            _("This idea is “%(now)s” now. Read the page anew.")
            % {"now": State(concept.state).label}
        )


def _step(
    concept: Concept,
    then: State,
    *,
    check: Callable[[Concept], None] | None = None,
    **facts: object,
) -> Concept:
    with in_turn(), transaction.atomic():
        return step_in_turn(concept, then, check=check, **facts)


def step_in_turn(
    concept: Concept,
    then: State,
    *,
    check: Callable[[Concept], None] | None = None,
    **facts: object,
) -> Concept:
    """From one state to a next one, by whoever has taken the turn; raises `WrongState`."""
    held = Concept.objects.select_for_update().get(pk=concept.pk)
    _check_step(held, then)
    if check is not None:
        check(held)
    held.state = then
    for field, value in facts.items():
        setattr(held, field, value)
    held.save(update_fields=["state", *facts])
    return held
