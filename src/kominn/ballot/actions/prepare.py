"""Prepare a vote: name and money, lines, the day all of it is announced, slips.

Announced means fixed: lines, costs, rule and lot can't be changed by whoever sees votes come in.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin.models import Concept
from kominn.allin.states import PUBLIC as SHOWN
from kominn.audit.actions import record
from kominn.ballot import urn
from kominn.ballot.marks import MOST_LINES, MOST_WEIGHT, Kind
from kominn.ballot.models import Line, PaperEntry, Urn, Vote
from kominn.ballot.refusals import BadMoney, NotPossible, WrongState
from kominn.ballot.states import NEXT, State
from kominn.core.turns import in_turn
from kominn.participation import slips

ORE = 100
MOST_BUDGET = 100_000_000 * ORE
LONGEST = dt.timedelta(days=120)


def begin(
    *,
    name: str,
    budget: int,
    kind: Kind,
    most: int,
    opens_on: dt.date,
    closes_on: dt.date,
    by: User,
    at: dt.datetime,
    invented: bool = False,
) -> Vote:
    """`budget` is in øre; `most` is crosses, places or points, by kind."""
    if not 1 <= budget <= MOST_BUDGET:
        raise BadMoney(_("The budget must be more than 0 kr, and at most 100 million."))
    if not 1 <= most <= MOST_WEIGHT:
        raise NotPossible(_("Between 1 and 100 crosses, places or points."))
    if closes_on < opens_on:
        raise NotPossible(_("The last day is before the first."))
    if closes_on - opens_on > LONGEST:
        raise NotPossible(_("This lasts longer than four months. Is the year right?"))
    with transaction.atomic():
        vote = Vote.objects.create(
            name=name,
            budget=budget,
            kind=kind,
            most=most,
            opens_on=opens_on,
            closes_on=closes_on,
            book=slips.new_book(),
            invented=invented,
        )
        record("ballot.begun", f"vote:{vote.pk}", by=name_of(by), at=at)
    return vote


def add_line(vote: Vote, concept: Concept, cost: int) -> Line:
    """`cost` is in øre."""
    if cost < 1:
        raise BadMoney(_("What costs 0 kr needs no vote: it can simply be done."))
    if cost > vote.budget:
        raise BadMoney(_("This costs more than the whole budget, so it can never win."))
    if concept.state not in SHOWN:
        raise NotPossible(_("Only ideas that everybody can read stand on a ballot."))
    with in_turn(), transaction.atomic():
        held = _draft(vote)
        numbers = list(held.lines.values_list("number", flat=True))
        if len(numbers) >= MOST_LINES:
            raise NotPossible(_("There is room for 40 ideas on a ballot."))
        if held.lines.filter(concept=concept).exists():
            raise NotPossible(_("This idea stands on the ballot already."))
        return Line.objects.create(
            vote=held, concept=concept, number=max(numbers, default=0) + 1, cost=cost
        )


def take_off(line: Line) -> None:
    with in_turn(), transaction.atomic():
        _draft(line.vote)
        line.delete()


def _draft(vote: Vote) -> Vote:
    held = Vote.objects.select_for_update().get(pk=vote.pk)
    if held.state != State.DRAFT:
        raise WrongState(_("What is announced can’t be changed any more."))
    return held


def announce(vote: Vote, *, by: User, at: dt.datetime) -> Vote:
    """Lines, costs, rule and the lot drawn stand from now on; the ballot gets its key."""
    with in_turn(), transaction.atomic():
        held = _draft(vote)
        lines = list(held.lines.select_related("concept"))
        if len([line for line in lines if line.stands]) < 2:
            raise NotPossible(_("A vote needs at least two ideas to choose between."))
        # Numbers without gaps, and a lot that nobody chose.
        lots = list(range(1, len(lines) + 1))
        secrets.SystemRandom().shuffle(lots)
        for number, (line, lot) in enumerate(zip(lines, lots, strict=True), start=1):
            line.number, line.lot = number, lot
            line.save(update_fields=["number", "lot"])
        held.most = min(held.most, len(lines)) if held.kind != Kind.POINTS else held.most
        held.public_key, held.private_key = urn.new_keys(held.pk)
        held.state = State.ANNOUNCED
        held.save(update_fields=["most", "public_key", "private_key", "state"])
        Urn.objects.create(vote=held)
        record("ballot.announced", f"vote:{held.pk}", by=name_of(by), at=at)
    return held


def stop(vote: Vote, *, by: User, at: dt.datetime) -> Vote:
    """Nothing is counted; all that was put in is destroyed unread."""
    with in_turn(), transaction.atomic():
        held = Vote.objects.select_for_update().get(pk=vote.pk)
        if State.STOPPED not in NEXT[held.state]:
            raise WrongState(_("Somebody was here before you. Read the page anew."))
        destroy(held)
        held.state = State.STOPPED
        held.save(update_fields=["state", "private_key"])
        record("ballot.stopped", f"vote:{held.pk}", by=name_of(by), at=at)
    return held


def destroy(vote: Vote) -> None:
    """The sealed ballots, the key, the slips and what two read off paper; the caller saves."""
    Urn.objects.filter(vote=vote).delete()
    PaperEntry.objects.filter(vote=vote).delete()
    slips.forget(vote.book)
    vote.private_key = b""


def print_slips(vote: Vote, count: int, *, by: User, at: dt.datetime) -> list[slips.Printed]:
    with in_turn(), transaction.atomic():
        held = Vote.objects.select_for_update().get(pk=vote.pk)
        if held.state != State.ANNOUNCED:
            raise WrongState(_("Slips can be printed once the vote is announced."))
        made = slips.issue(held.book, count)
        detail = {"count": str(count)}
        record("ballot.slips_printed", f"vote:{held.pk}", by=name_of(by), at=at, detail=detail)
    return made


def replace_slip(vote: Vote, number: int, *, by: User, at: dt.datetime) -> slips.Printed:
    """A new slip for a lost one. Raises `slips.Spent` where it has been used."""
    with in_turn(), transaction.atomic():
        made = slips.replace(vote.book, number)
        record("ballot.slip_replaced", f"vote:{vote.pk}", by=name_of(by), at=at)
    return made


def take_in_slip(vote: Vote, number: int, *, by: User, at: dt.datetime) -> None:
    """Somebody votes on paper, and gives the slip back for it."""
    with in_turn(), transaction.atomic():
        slips.take_in(vote.book, number)
        record("ballot.slip_taken_in", f"vote:{vote.pk}", by=name_of(by), at=at)
