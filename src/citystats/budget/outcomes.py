"""What an election about a budget ends with: who won, and who paid what, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from citystats.budget.elections import ANNOUNCED_TIES, Choice, Election
from citystats.budget.exact import exact_prices
from citystats.budget.terms import Caveat, Rule, Satisfaction, TieBreak


@dataclass(frozen=True, eq=False)
class Outcome:
    """The funded projects of one count.

    Attributes
    ----------
    election : Election
        What was counted.
    rule : Rule
    bought : tuple of int
        Projects (their indices) funded by the rule itself, in order.
    added : tuple of int
        Projects funded from what the rule left over, in order.
    share : Fraction
        What each voter had in the count that stands; 0 where the rule knows no shares.
    rounds : int
        How often every share was raised and all counted anew; the last time may be the one that
        would have overspent.
    satisfaction : Satisfaction
    ties : tuple of TieBreak
    lot : tuple of str
    moments : tuple of Fraction
        Of Phragmén's rule: when each of `bought` was bought.
    """

    election: Election = field(repr=False)
    rule: Rule
    bought: tuple[int, ...]
    added: tuple[int, ...] = ()
    share: Fraction = Fraction(0)
    rounds: int = 0
    satisfaction: Satisfaction = Satisfaction.COST
    ties: tuple[TieBreak, ...] = ANNOUNCED_TIES
    lot: tuple[str, ...] = ()
    moments: tuple[Fraction, ...] = field(default=(), repr=False)

    @property
    def n(self) -> int:
        """Voters."""
        return self.election.n

    @property
    def method(self) -> Rule:
        return self.rule

    @property
    def funded(self) -> tuple[int, ...]:
        return self.bought + self.added

    @property
    def winners(self) -> tuple[str, ...]:
        """Names of the funded projects, in order."""
        return tuple(self.election.projects[project] for project in self.funded)

    @property
    def cost(self) -> int:
        return self.election.total(self.funded)

    @property
    def budget(self) -> int:
        return self.election.budget

    @property
    def fitting(self) -> tuple[str, ...]:
        """Projects with votes that would still fit in what is left."""
        left, funded = self.budget - self.cost, set(self.funded)
        return tuple(
            self.election.projects[project]
            for project, votes in enumerate(self.election.votes)
            if votes and project not in funded and self.election.costs[project] <= left
        )

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        found = []
        if not any(self.election.votes):
            found.append(Caveat.NOTHING_COUNTED)
        if self.fitting:
            found.append(Caveat.MONEY_LEFT)
        return tuple(found)

    @cached_property
    def prices(self) -> tuple[Fraction, ...]:
        """For each of `bought`, what backers paid for one weight, where they had that much left.

        With approvals: the most that any voter paid for the project. Empty for the greedy rule.
        """
        if self.rule is Rule.EQUAL_SHARES:
            return exact_prices(self.election, self.share, self.bought)
        return self.moments

    def effective_votes(self) -> dict[str, Fraction]:
        """For each bought project the votes (or points) it would need to cost each backer as much
        if all could pay in full: the cost divided by the price.
        """
        return {
            self.election.projects[project]: self.election.costs[project] / price
            for project, price in zip(self.bought, self.prices, strict=False)
        }

    def spending(self, voter: int) -> dict[str, Fraction]:
        """What one voter paid, by project, in the order of payment.

        Parameters
        ----------
        voter : int
            From 0, in the order of the election.
        """
        return self.spending_of(self.election.ballots[self.election.ballot_of[voter]])

    def spending_of(self, ballot: Choice) -> dict[str, Fraction]:
        """What everyone with this ballot paid, by project: a ballot tells it, no name is needed.

        What `added` cost is paid from what is left over in common, and stands in no one's spending.
        """
        pay = self._equal_shares if self.rule is Rule.EQUAL_SHARES else self._phragmen
        return {self.election.projects[project]: paid for project, paid in pay(dict(ballot))}

    def _equal_shares(self, weights: dict[int, int]) -> Iterator[tuple[int, Fraction]]:
        left = self.share
        for project, price in zip(self.bought, self.prices, strict=True):
            if project in weights:
                paid = min(left, price * weights[project])
                left -= paid
                yield project, paid

    def _phragmen(self, weights: dict[int, int]) -> Iterator[tuple[int, Fraction]]:
        before = Fraction(0)
        for project, moment in zip(self.bought, self.moments, strict=False):
            if project in weights:
                yield project, moment - before
                before = moment
