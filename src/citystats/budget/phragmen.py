"""Phragmén's sequential rule: money flows to all alike, and a project is bought when it can be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from citystats.budget.elections import ANNOUNCED_TIES, Election
from citystats.budget.outcomes import Outcome
from citystats.budget.terms import BallotKind, Rule, TieBreak


def phragmen(
    election: Election,
    *,
    ties: Sequence[TieBreak] = ANNOUNCED_TIES,
    lot: Sequence[str] = (),
) -> Outcome:
    """Fund projects by Phragmén's sequential rule.

    Parameters
    ----------
    election : Election
        With approvals; the rule is not defined for points and rankings.
    ties, lot
        As in `equal_shares`.

    Returns
    -------
    Outcome
        Its `prices` are the moments, in money received by each voter, at which the projects were
        bought; what a voter paid is what she received since she last paid.

    Raises
    ------
    ValueError
        For other ballots, or a lot that does not name each project once.

    Notes
    -----
    Every voter receives one unit a moment. As soon as the voters for a project together hold its
    cost, they spend all they hold on it. The rule ends with the first project that would overspend
    [1]_; projects dearer than the whole budget are left out from the start. Moments are sums of
    earlier moments, counted in whole numbers [2]_.

    References
    ----------
    .. [1] Los, M., Christoff, Z., & Grossi, D. (2022). Proportional budget allocations: towards a
       systematization. IJCAI 2022, 398-404. doi:10.24963/ijcai.2022/57
    .. [2] Brill, M., Freeman, R., Janson, S., & Lackner, M. (2024). Phragmén's voting methods and
       justified representation. Mathematical Programming, 203, 47-76.
       doi:10.1007/s10107-023-01926-8

    Examples
    --------
    >>> votes = [["a"], ["a"], ["b"]]
    >>> phragmen(Election.of({"a": 4, "b": 3}, budget=7, ballots=votes)).winners
    ('a', 'b')
    """
    if election.kind is not BallotKind.APPROVAL:
        raise ValueError("Phragmén's rule is defined for approvals, not for points or rankings")
    places = election.order_of_ties(ties, lot)
    clock = _Clock(election)
    bounds = {
        project: Fraction(cost, votes)
        for project, (cost, votes) in enumerate(zip(election.costs, election.votes, strict=True))
        if votes and cost <= election.budget
    }
    bought: list[int] = []
    spent = 0
    while bounds:
        best: tuple[Fraction, int, int] | None = None
        for project in sorted(bounds, key=lambda c: (bounds[c], places[c])):
            if best is not None and bounds[project] > best[0]:
                break
            # What voters hold shrinks only when they pay, so no moment ever comes nearer.
            bounds[project] = clock.moment(project)
            found = (bounds[project], places[project], project)
            best = found if best is None else min(best, found)
        assert best is not None
        moment, _, chosen = best
        spent += election.costs[chosen]
        if spent > election.budget:
            break
        clock.pay(chosen, moment)
        bought.append(chosen)
        del bounds[chosen]
    return Outcome(
        election,
        Rule.PHRAGMEN,
        tuple(bought),
        ties=tuple(ties),
        lot=tuple(lot),
        moments=tuple(clock.moments[1:]),
    )


class _Clock:
    """For each of the different ballots the purchase at which it last paid; 0 for never."""

    def __init__(self, election: Election) -> None:
        self._election = election
        self._paid_at = np.zeros(len(election.ballots), dtype=np.int64)
        self.moments = [Fraction(0)]

    def moment(self, project: int) -> Fraction:
        """When the voters for the project will hold its cost."""
        backers = self._election.backers[project]
        voters = np.bincount(self._paid_at[backers.ballots], weights=backers.voters)
        spent = sum(
            (int(voters[at]) * self.moments[at] for at in np.flatnonzero(voters).tolist()),
            start=Fraction(self._election.costs[project]),
        )
        return spent / backers.people

    def pay(self, project: int, moment: Fraction) -> None:
        self._paid_at[self._election.backers[project].ballots] = len(self.moments)
        self.moments.append(moment)
