"""Counts: a program of its own, so that the server need not hold what only counting needs.

A question in JSON on standard input, the answer in JSON on standard output. It knows neither
Django nor the city: numbers of lines, weights and money. The rule is announced with every vote:
equal shares; then a little more for everybody, again and again, until the money would run out;
then, of what still fits, what has most votes. Equal projects are told apart by votes, then by cost,
then by the lot drawn when the vote was announced. A little is a thousandth of the share in whole
kroner, and at least one: few voters have large shares, and a krone at a time would be counted for
minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from citystats.budget.elections import Election
from citystats.budget.equal_shares import equal_shares
from citystats.budget.greedy import greedy
from citystats.budget.needs import needed
from citystats.budget.outcomes import Outcome
from citystats.budget.pabulib import PabulibError, read_pabulib, write_pabulib
from citystats.budget.terms import BallotKind, Completion

KRONE = 100
MOST_ASKED = 15
"""So many ideas, those with most votes, are told what they needed: dozens of counts each."""
MOST_VOTERS = 100_000
KINDS = {
    "approve": BallotKind.APPROVAL,
    "rank": BallotKind.RANKING,
    "points": BallotKind.POINTS,
}


def election_of(asked: dict[str, Any]) -> Election:
    numbers = list(asked["costs"])
    choices: dict[tuple[tuple[int, int], ...], int] = {}
    ballot_of: list[int] = []
    for marks, voters in asked["ballots"]:
        chosen = ((index, marks[int(number) - 1]) for index, number in enumerate(numbers))
        choice = tuple((index, weight) for index, weight in chosen if weight)
        ballot_of += [choices.setdefault(choice, len(choices))] * voters
    return Election(
        tuple(numbers),
        tuple(asked["costs"].values()),
        asked["budget"],
        KINDS[asked["kind"]],
        tuple(choices),
        np.array(ballot_of, dtype=np.int32),
    )


def step(budget: int, voters: int) -> int:
    """What everybody gets more at a time, in øre."""
    return max(1, budget // max(voters, 1) // (1000 * KRONE)) * KRONE


def _counted(election: Election, lot: list[str]) -> Outcome:
    return equal_shares(
        election,
        completion=Completion.ADD1_GREEDY,
        increment=step(election.budget, election.n),
        lot=lot,
    )


def count(asked: dict[str, Any]) -> dict[str, Any]:
    """Numbers of lines, whole øre, and fractions in writing."""
    election = election_of(asked)
    lot = [str(number) for number in asked["lot"]]
    outcome = _counted(election, lot)
    plain = greedy(election, lot=lot)
    return {
        "voters": election.n,
        "share": str(outcome.share),
        "step": step(election.budget, election.n),
        "rounds": outcome.rounds,
        "bought": [int(election.projects[c]) for c in outcome.bought],
        "prices": [str(price) for price in outcome.prices],
        "added": [int(election.projects[c]) for c in outcome.added],
        "cost": outcome.cost,
        "most_votes": [int(project) for project in plain.winners],
        "with_one": _with_one(election, outcome),
        "most_votes_with_one": _with_one(election, plain),
        "votes": dict(zip(election.projects, election.votes, strict=True)),
        "people": {p: b.people for p, b in zip(election.projects, election.backers, strict=True)},
        "paid": [
            [marks, voters, _paid(election, outcome, marks)]
            for marks, voters in asked["ballots"]
            if voters >= asked["least_alike"]
        ],
    }


def _with_one(election: Election, outcome: Outcome) -> int:
    """Voters with at least one project among the winners that they voted for."""
    won = set(outcome.funded)
    return sum(
        voters
        for ballot, voters in zip(election.ballots, election.voters_of.tolist(), strict=True)
        if any(project in won for project, _weight in ballot)
    )


def _paid(election: Election, outcome: Outcome, marks: list[int]) -> list[list[Any]]:
    """What everyone who voted like this paid, by line, in øre: no name is needed."""
    weights = ((place, marks[int(p) - 1]) for place, p in enumerate(election.projects))
    paid = outcome.spending_of(tuple((place, weight) for place, weight in weights if weight))
    return [[int(project), str(ore)] for project, ore in paid.items()]


def needs(asked: dict[str, Any]) -> dict[str, list[int | None]]:
    """For what was not funded: so many votes more, or so many øre less. Counted again and again."""
    lot = [str(number) for number in asked["lot"]]
    election = election_of(asked)
    outcome = _counted(election, lot)
    lost = [c for c in range(election.m) if c not in outcome.funded]
    lost.sort(key=lambda c: (-election.votes[c], c))
    found = needed(
        outcome,
        lambda other: _counted(other, lot),
        projects=[election.projects[c] for c in lost[:MOST_ASKED]],
        unit=KRONE,
    )
    return {need.project: [need.votes, need.money] for need in found}


def as_file(asked: dict[str, Any]) -> str:
    """All ballots in the Pabulib format."""
    return write_pabulib(
        election_of(asked),
        meta=asked["meta"],
        names=asked["names"],
        funded=asked["funded"],
        parts=KRONE,
        places=asked["most"],
    )


def of_file(asked: dict[str, Any]) -> dict[str, Any]:
    """Another city's election, counted by equal shares and by most votes."""
    try:
        read = read_pabulib(asked["file"].encode(errors="replace"))
    except PabulibError as problem:
        return {"problem": str(problem)}
    election = read.election
    if election.n > MOST_VOTERS:
        return {"problem": "too many voters"}
    outcome = equal_shares(election, completion=Completion.ADD1_GREEDY)
    plain = greedy(election)
    rows = zip(election.projects, read.names, election.costs, election.votes, strict=True)
    return {
        "voters": election.n,
        "rows": [
            {
                "name": name or project,
                "cost": float(Fraction(cost, read.parts)),
                "votes": votes,
                "wins": project in outcome.winners,
                "most": project in plain.winners,
                "said": project in (read.selected or ()),
            }
            for project, name, cost, votes in rows
        ],
    }


TASKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "count": count,
    "needs": needs,
    "as_file": as_file,
    "of_file": of_file,
}


def main() -> int:
    asked = json.load(sys.stdin)
    json.dump(TASKS[sys.argv[1]](asked), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
