"""What a team does to its concept, from the phones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.allin import canvas, push
from kominn.allin.actions.steps import NameTaken, TooMany, Unfinished, WrongState, step
from kominn.allin.models import Concept, Course, Reminded
from kominn.allin.states import WRITABLE, State
from kominn.core.fields import plain
from kominn.core.turns import in_turn
from kominn.participation.calling import call_grown_up
from kominn.participation.models import Seat
from kominn.participation.pointing import check_points_to_nobody
from kominn.participation.words.danger import DANGER

MOST_IN_A_COURSE = 60


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
    return step(concept, State.HANDED_IN, check=check, **fresh)


def _check_finished(concept: Concept) -> None:
    if not concept.name.strip() or not concept.card("idea").strip():
        raise Unfinished(_("Write a name and the idea first. The rest can come later."))


def take_back(concept: Concept) -> Concept:
    """With it go its pictures, the names beside it, and what phones there are to tell."""

    def check(held: Concept) -> None:
        push.forget_phones(held)
        held.credits.all().delete()
        held.pictures.all().delete()

    return step(concept, State.WITHDRAWN, check=check)
