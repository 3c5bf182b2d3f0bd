"""An election about a budget: projects with their costs, and ballots, those alike kept together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from citystats.budget.terms import BallotKind, TieBreak

MOST_PROJECTS = 10_000
LARGEST_MONEY = 10**15
LARGEST_WEIGHT = 10**6
MOST_WEIGHT = 2**52
"""Sums of weights stay below what a float holds exactly."""

Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.intp]
Choice = tuple[tuple[int, int], ...]
"""Of one ballot: pairs of project (its index) and weight, by index."""

ANNOUNCED_TIES = (TieBreak.MAX_VOTES, TieBreak.MIN_COST)


@dataclass(frozen=True)
class Backers:
    """Who stands behind one project: which ballots, how many voters each, and with what weight.

    Attributes
    ----------
    ballots : array of int, shape (k,)
    voters : array of int, shape (k,)
    weights : array of int, shape (k,)
    """

    ballots: Indices
    voters: Ints
    weights: Ints

    @cached_property
    def votes(self) -> int:
        """Votes or points in all."""
        return int(self.voters @ self.weights)

    @cached_property
    def people(self) -> int:
        return int(self.voters.sum())


@dataclass(frozen=True, eq=False)
class Election:
    """Projects, budget and ballots, checked.

    Attributes
    ----------
    projects : tuple of str, length m
        Names or ids, each once.
    costs : tuple of int, length m
        In the smallest unit of money (øre, or whole kroner where nothing is smaller), from 1 up.
    budget : int
        In the same unit, from 0 up.
    kind : BallotKind
    ballots : tuple of Choice, length k
        The different ballots.
    ballot_of : array of int, shape (n,)
        For each voter the place of the ballot in `ballots`. A voter who chose nothing counts as a
        voter, and has a share that pays for nothing.
    """

    projects: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    kind: BallotKind
    ballots: tuple[Choice, ...]
    ballot_of: npt.NDArray[np.int32]

    @classmethod
    def of(
        cls,
        costs: Mapping[str, int],
        *,
        budget: int,
        ballots: Iterable[Iterable[str] | Mapping[str, int]],
        kind: BallotKind = BallotKind.APPROVAL,
        places: int | None = None,
    ) -> Election:
        """An election from plain values.

        Parameters
        ----------
        costs : mapping of str to int
            Cost of each project, from 1 up, in the smallest unit of money.
        budget : int
            What may be spent in all, in the same unit.
        ballots : iterable
            One for each voter: the approved projects; the ranked ones, best first; or a mapping
            of projects to points (whole, from 0 to 1,000,000).
        kind : BallotKind
        places : int, optional
            Of a ranking: how many places a ballot has. Without it, as many as projects.

        Raises
        ------
        ValueError
            For a cost or budget out of range, a project nobody knows or that stands on a ballot
            twice, or points out of range; the sentence names the voter's place, from 1.

        Examples
        --------
        >>> election = Election.of({"a": 5, "b": 3}, budget=6, ballots=[["a"], ["b", "a"], []])
        >>> election.n, election.votes
        (3, (2, 1))
        """
        projects = tuple(costs)
        places = len(projects) if places is None else places
        index = {project: place for place, project in enumerate(projects)}
        kept: dict[Choice, int] = {}
        ballot_of = []
        for number, ballot in enumerate(ballots, start=1):
            try:
                choice = choice_of(ballot, kind, index, places)
            except ValueError as error:
                raise ValueError(f"voter {number}: {error}") from None
            ballot_of.append(kept.setdefault(choice, len(kept)))
        return cls(
            projects,
            tuple(costs.values()),
            budget,
            kind,
            tuple(kept),
            np.array(ballot_of, np.int32),
        )

    def __post_init__(self) -> None:
        if not 1 <= len(self.projects) <= MOST_PROJECTS:
            raise ValueError(f"1 to {MOST_PROJECTS} projects are counted, not {len(self.projects)}")
        for project, cost in zip(self.projects, self.costs, strict=True):
            check_money(cost, 1, f"the cost of {project!r:.60}")
        check_money(self.budget, 0, "the budget")
        heaviest = max((weight for ballot in self.ballots for _, weight in ballot), default=1)
        if heaviest * self.n > MOST_WEIGHT:
            raise ValueError("too many voters with too many points to be counted exactly")

    @property
    def n(self) -> int:
        """Voters."""
        return len(self.ballot_of)

    @property
    def m(self) -> int:
        """Projects."""
        return len(self.projects)

    @cached_property
    def voters_of(self) -> Ints:
        """For each of the different ballots, how many voters cast it."""
        return np.bincount(self.ballot_of, minlength=len(self.ballots)).astype(np.int64)

    @cached_property
    def backers(self) -> tuple[Backers, ...]:
        """For each project who stands behind it."""
        lengths = [len(ballot) for ballot in self.ballots]
        ballot = np.repeat(np.arange(len(self.ballots), dtype=np.intp), lengths)
        pairs = np.fromiter(
            (part for choice in self.ballots for pair in choice for part in pair),
            dtype=np.int64,
            count=2 * sum(lengths),
        ).reshape(-1, 2)
        order = np.argsort(pairs[:, 0], kind="stable")
        cuts = np.searchsorted(pairs[order, 0], np.arange(1, self.m))
        voters = self.voters_of
        return tuple(
            Backers(ballot[part], voters[ballot[part]], pairs[part, 1])
            for part in np.split(order, cuts)
        )

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """Votes or points of each project."""
        return tuple(backers.votes for backers in self.backers)

    def share(self) -> Fraction:
        """The budget divided by the voters; 0 where nobody voted."""
        return Fraction(self.budget, self.n) if self.n else Fraction(0)

    def total(self, winners: Iterable[int]) -> int:
        return sum(self.costs[project] for project in winners)

    def order_of_ties(self, ties: Sequence[TieBreak], lot: Sequence[str]) -> tuple[int, ...]:
        """For each project its place among equals: by `ties`, then by `lot`.

        Without a lot, by the projects' names, so that no order of the file decides.
        """
        if lot and sorted(lot) != sorted(self.projects):
            raise ValueError("the lot must name each project once")
        drawn = {project: place for place, project in enumerate(lot or sorted(self.projects))}
        keys = [
            (*self._tie_key(project, ties), drawn[self.projects[project]])
            for project in range(self.m)
        ]
        places = [0] * self.m
        for place, project in enumerate(sorted(range(self.m), key=keys.__getitem__)):
            places[project] = place
        return tuple(places)

    def _tie_key(self, project: int, ties: Sequence[TieBreak]) -> tuple[int, ...]:
        value = {
            TieBreak.MAX_VOTES: -self.votes[project],
            TieBreak.MIN_COST: self.costs[project],
        }
        return tuple(value[tie] for tie in ties)


def choice_of(
    ballot: Iterable[str] | Mapping[str, int],
    kind: BallotKind,
    index: Mapping[str, int],
    places: int,
) -> Choice:
    """A ballot as pairs of project and weight, by project; a weight of 0 is no choice."""
    found: dict[int, int] = {}
    for project, weight in _weighed(ballot, kind, places):
        if project not in index:
            raise ValueError(f"no project is named {project!r:.60}")
        if index[project] in found:
            raise ValueError(f"names {project!r:.60} twice")
        found[index[project]] = weight
    return tuple(sorted((project, weight) for project, weight in found.items() if weight))


def _weighed(
    ballot: Iterable[str] | Mapping[str, int], kind: BallotKind, places: int
) -> Iterator[tuple[str, int]]:
    if kind is BallotKind.POINTS:
        if not isinstance(ballot, Mapping):
            raise ValueError("a ballot with points maps projects to points")
        for project, points in ballot.items():
            if not _is_whole(points) or not 0 <= points <= LARGEST_WEIGHT:
                raise ValueError(f"gives {points!r:.40} points; whole numbers from 0 are counted")
            yield project, points
    elif kind is BallotKind.RANKING:
        for place, project in enumerate(ballot):
            if place >= places:
                raise ValueError(f"ranks more than {places} projects")
            yield project, places - place
    else:
        for project in ballot:
            yield project, 1


def check_money(amount: int, least: int, what: str) -> None:
    if not _is_whole(amount) or not least <= amount <= LARGEST_MONEY:
        raise ValueError(
            f"{what} must be a whole number from {least} to {LARGEST_MONEY}, but is {amount!r:.40}"
        )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
