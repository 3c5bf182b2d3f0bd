"""Paper ballots, read in by two people who don't see what the other read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.ballot.marks import Kind, Marks, NotABallot, check, packed, unpacked
from kominn.ballot.models import PaperEntry, Vote
from kominn.ballot.refusals import BadBallot, NotPossible, WrongState
from kominn.ballot.states import State
from kominn.core.turns import in_turn

MOST_PAPERS = 5_000


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper ballot by its number, and what each who read it read."""

    number: int
    read: tuple[tuple[str, Marks], ...]

    @property
    def agreed(self) -> bool:
        return len(self.read) == 2 and self.read[0][1] == self.read[1][1]


def enter(vote: Vote, number: int, marks: Sequence[int], *, by: User, today: dt.date) -> None:
    """Write what one person reads; the same number again corrects it."""
    if not 1 <= number <= MOST_PAPERS:
        raise NotPossible(_("The number on the paper is between 1 and 5000."))
    with in_turn(), transaction.atomic():
        held = Vote.objects.select_for_update().get(pk=vote.pk)
        if held.state != State.ANNOUNCED or today < held.opens_on:
            raise WrongState(_("Paper is read in from the first day of the vote to the count."))
        try:
            good = check(marks, kind=Kind(held.kind), most=held.most, lines=held.lines.count())
        except NotABallot:
            raise BadBallot(
                _("This ballot has more than it may have. Enter it empty: it counts as nothing.")
            ) from None
        others = PaperEntry.objects.filter(vote=held, number=number).exclude(by=by)
        if others.count() >= 2:
            raise NotPossible(_("Two others have read this paper already."))
        PaperEntry.objects.update_or_create(
            vote=held, number=number, by=by, defaults={"marks": packed(good)}
        )


def papers(vote: Vote) -> list[Paper]:
    lines = vote.lines.count()
    read: dict[int, list[tuple[str, Marks]]] = defaultdict(list)
    for entry in vote.paper.select_related("by").order_by("number", "by__name"):
        marks = unpacked(bytes(entry.marks), lines=lines)
        read[entry.number].append((entry.by.name, marks))
    return [Paper(number, tuple(each)) for number, each in sorted(read.items())]


def in_doubt(vote: Vote) -> list[Paper]:
    """Read by one only, or differently by two."""
    return [paper for paper in papers(vote) if not paper.agreed]
