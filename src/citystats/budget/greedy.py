"""Most votes first: what nearly every city does. Here to be shown beside equal shares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from citystats.budget.elections import ANNOUNCED_TIES, Election
from citystats.budget.outcomes import Outcome
from citystats.budget.terms import Rule, Satisfaction, TieBreak


def greedy(
    election: Election,
    *,
    satisfaction: Satisfaction = Satisfaction.COST,
    least_votes: int = 1,
    ties: Sequence[TieBreak] = ANNOUNCED_TIES,
    lot: Sequence[str] = (),
) -> Outcome:
    """Go through the projects by votes, and fund each that still fits.

    Parameters
    ----------
    election : Election
    satisfaction : Satisfaction
        COST goes by votes (or points); CARDINALITY by votes for each unit of money.
    least_votes : int
        What has fewer is not funded (Pabulib's `min_project_score_threshold`); at least 1.
    ties, lot
        As in `equal_shares`.

    Returns
    -------
    Outcome
        Nobody pays from a share of their own, so it knows no spending.

    Raises
    ------
    ValueError
        For a lot that does not name each project once.

    Notes
    -----
    The greedy utilitarian rule of [1]_, section 3: satisfaction for each unit of money, where
    satisfaction is the votes times the cost, or the votes alone. A project that does not fit is
    passed over, and the next is tried.

    References
    ----------
    .. [1] Rey, S., & Maly, J. (2023). The (computational) social choice take on indivisible
       participatory budgeting. arXiv:2303.00621

    Examples
    --------
    >>> votes = [["a"], ["a"], ["b"], ["c"]]
    >>> greedy(Election.of({"a": 4, "b": 4, "c": 2}, budget=6, ballots=votes)).winners
    ('a', 'c')
    """
    places = election.order_of_ties(ties, lot)
    bought = add_greedily(election, (), satisfaction, places, least_votes=least_votes)
    return Outcome(
        election, Rule.GREEDY, bought, ties=tuple(ties), lot=tuple(lot), satisfaction=satisfaction
    )


def add_greedily(
    election: Election,
    funded: Sequence[int],
    satisfaction: Satisfaction,
    places: Sequence[int],
    *,
    least_votes: int = 1,
) -> tuple[int, ...]:
    """The projects added to those funded, in order."""
    left = election.budget - election.total(funded)
    added = []
    for project in sorted(
        (c for c in range(election.m) if election.votes[c] >= max(1, least_votes)),
        key=lambda c: (-_worth(election, c, satisfaction), places[c]),
    ):
        if project not in funded and election.costs[project] <= left:
            left -= election.costs[project]
            added.append(project)
    return tuple(added)


def _worth(election: Election, project: int, satisfaction: Satisfaction) -> Fraction:
    votes, cost = election.votes[project], election.costs[project]
    return Fraction(votes) if satisfaction is Satisfaction.COST else Fraction(votes, cost)
