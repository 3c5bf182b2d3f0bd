"""One youth budget of the invented town: announced, voted on with slips, counted and shown."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence

from kominn.accounts.models import User
from kominn.allin.models import Concept
from kominn.allin.states import PUBLIC
from kominn.ballot.actions import cast, count, prepare
from kominn.ballot.marks import Kind
from kominn.ballot.models import Vote
from kominn.ballot.states import State
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY, day_of
from kominn.participation import slips

PREPARES = "marit"
SEED = 3909
DAY = dt.timedelta(days=1)
ORE = 100
BUDGET = 30_000 * ORE
# What each idea costs, and how many of a hundred like it: in town, in the villages, among the new.
LINES: Mapping[str, tuple[int, tuple[int, int, int]]] = {
    "Lånebua": (3_000, (35, 60, 70)),
    "Bli med-benken": (1_800, (30, 20, 45)),
    "Mat og prat på tvers": (4_800, (15, 10, 80)),
    "Bade uten blikk": (13_200, (45, 15, 40)),
    "Musikkbussen": (8_000, (10, 85, 20)),
    "Rolig rom på ungdomshuset": (2_500, (55, 10, 25)),
    "Nabohjelp på mopeden": (6_000, (20, 65, 10)),
    "Kveldsbuss på fredager": (24_000, (75, 40, 15)),
}
GROUPS = (84, 47, 29)
MOST = 4
SLIPS = 220


def deeds(*, staff: Mapping[str, User], since: dt.date, today: dt.date) -> Iterator[Deed]:
    """Only where the ideas it is about have been shown."""
    if today - 450 * DAY <= since:
        return
    by = staff[PREPARES]
    opens, closes = today - 15 * DAY, today - 8 * DAY
    voting: list[slips.Printed] = []

    def announce(at: dt.datetime) -> None:
        vote = prepare.begin(
            name="Ungdomsbudsjettet",
            budget=BUDGET,
            kind=Kind.APPROVE,
            most=MOST,
            opens_on=opens,
            closes_on=closes,
            by=by,
            at=at,
            invented=True,
        )
        shown = {one.name: one for one in Concept.objects.filter(state__in=PUBLIC)}
        for name, (kroner, _liked) in LINES.items():
            prepare.add_line(vote, shown[name], kroner * ORE)
        prepare.announce(vote, by=by, at=at)
        voting.extend(prepare.print_slips(vote, SLIPS, by=by, at=at))

    def vote(at: dt.datetime) -> None:
        for slip, marks in zip(voting, ballots(), strict=False):
            cast.cast(slip.code, marks, today=day_of(at))

    def tell(at: dt.datetime) -> None:
        count.count_votes(Vote.objects.get(state=State.ANNOUNCED), by=by, at=at)

    yield Deed(_moment(opens - 3 * DAY), announce)
    yield Deed(_moment(opens + 2 * DAY), vote)
    yield Deed(_moment(closes + DAY), tell)


def ballots() -> Sequence[tuple[int, ...]]:
    """At most four crosses each, alike within a group, mixed."""
    chance = random.Random(SEED)
    made = []
    for group, number in enumerate(GROUPS):
        for _voter in range(number):
            liked = [
                index
                for index, (_kroner, likes) in enumerate(LINES.values())
                if chance.random() * 100 < likes[group]
            ]
            crosses = set(chance.sample(liked, min(MOST, len(liked))))
            made.append(tuple(int(index in crosses) for index in range(len(LINES))))
    chance.shuffle(made)
    return made


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(15, 40), NORWAY)
