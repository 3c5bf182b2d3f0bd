"""What a project would have needed to be funded, by counting again: the whole rule, every share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from citystats.budget.elections import Election
from citystats.budget.missing import missing
from citystats.budget.outcomes import Outcome
from citystats.budget.terms import BallotKind, Rule

Counter = Callable[[Election], Outcome]


@dataclass(frozen=True, slots=True)
class Need:
    """What would have been enough, each by itself, all else unchanged.

    Attributes
    ----------
    project : str
    votes : int or None
        With so many more voters, who choose this project alone, it is funded; with one fewer it is
        not. None where ballots are not approvals, or it would take more than there were voters.
    money : int or None
        At a cost lower by this much, a multiple of the unit, it is funded; by one unit less it is
        not. None where even one unit would be too dear.
    """

    project: str
    votes: int | None
    money: int | None


def needed(
    outcome: Outcome,
    count: Counter,
    *,
    projects: Iterable[str] | None = None,
    unit: int = 1,
) -> tuple[Need, ...]:
    """What the projects needed that were not funded.

    Parameters
    ----------
    outcome : Outcome
        Of `count`.
    count : callable
        Counts an election by the whole announced rule, completion included.
    projects : iterable of str, optional
        Of these; without it, of all that were not funded, in the order of the election.
    unit : int
        Costs are lowered in steps of this.

    Returns
    -------
    tuple of Need
        Both ends of each answer have been counted. A rule with completion need not be monotonic:
        the answer is enough, and one less is not, but somewhere below there may be another.

    Raises
    ------
    ValueError
        For a project that was funded or is unknown.

    Notes
    -----
    `missing` tells what is enough in one count with one share; with completion, more voters lower
    the shares, and a project bought takes money from others. Its answer is where the search begins
    that counts again, doubles while it is not enough, and halves between what is and what is not:
    some twenty counts a project.

    Examples
    --------
    >>> from citystats.budget.equal_shares import equal_shares
    >>> votes = [["hall"], ["park"], ["park"]]
    >>> election = Election.of({"hall": 50, "park": 60}, budget=90, ballots=votes)
    >>> needed(equal_shares(election), equal_shares)
    (Need(project='hall', votes=2, money=20),)
    """
    election = outcome.election
    funded = set(outcome.funded)
    index = {project: place for place, project in enumerate(election.projects)}
    if projects is None:
        asked = [c for c in range(election.m) if c not in funded]
    else:
        named = list(projects)
        asked = [index[project] for project in named if project in index]
        if len(asked) != len(named) or set(asked) & funded:
            raise ValueError("a project was funded or is unknown")
    guesses = {}
    if outcome.rule is Rule.EQUAL_SHARES:
        told = missing(outcome, projects=[election.projects[c] for c in asked])
        guesses = {index[lack.project]: lack for lack in told}
    found = []
    for project in asked:
        guess = guesses.get(project)
        votes = None
        if election.kind is BallotKind.APPROVAL:
            votes = _least(
                partial(_with_voters, election, project),
                partial(_funds, count, project),
                most=election.n,
                guess=guess.votes if guess else None,
            )
        steps = _least(
            partial(_cheaper, election, project, unit),
            partial(_funds, count, project),
            most=(election.costs[project] - 1) // unit,
            guess=-(-guess.money // unit) if guess and guess.money else None,
        )
        money = steps * unit if steps is not None else None
        found.append(Need(election.projects[project], votes, money))
    return tuple(found)


def _funds(count: Counter, project: int, election: Election) -> bool:
    return project in count(election).funded


def _least(
    changed: Callable[[int], Election],
    funds: Callable[[Election], bool],
    *,
    most: int,
    guess: int | None,
) -> int | None:
    """A number that is enough while one less is not, from 1 to `most`; 0 is known not to be."""

    def enough(number: int) -> bool:
        return funds(changed(number))

    if most < 1:
        return None
    low, high = 0, min(most, max(1, guess or 1))
    while not enough(high):
        if high == most:
            return None
        low, high = high, min(most, 2 * high)
    if high - low > 1 and not enough(high - 1):
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _with_voters(election: Election, project: int, more: int) -> Election:
    """So many voters more, who choose this project alone."""
    alone = ((project, 1),)
    ballots = election.ballots
    place = ballots.index(alone) if alone in ballots else len(ballots)
    added = np.full(more, place, dtype=np.int32)
    return replace(
        election,
        ballots=ballots if place < len(ballots) else (*ballots, alone),
        ballot_of=np.concatenate([election.ballot_of, added]),
    )


def _cheaper(election: Election, project: int, unit: int, steps: int) -> Election:
    costs = list(election.costs)
    costs[project] -= steps * unit
    return replace(election, costs=tuple(costs))
