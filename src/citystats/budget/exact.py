"""Equal shares for one share, in whole numbers alone. Pure Python.

All money is a whole number of parts of one unit; the parts get smaller where a price asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from citystats.budget.elections import Backers, Election
from citystats.budget.terms import Satisfaction


@dataclass(frozen=True, slots=True)
class Price:
    """What backers pay for one weight: `money` / (`weight` x parts), each at most what is left."""

    money: int
    weight: int


class Purses:
    """What is left to each of the different ballots, in parts of a unit."""

    def __init__(self, election: Election, share: Fraction) -> None:
        self.election = election
        self.parts = share.denominator
        self.left = [share.numerator] * len(election.ballots)
        self.rows = [_rows(backers) for backers in election.backers]

    def price(self, project: int) -> Price | None:
        """The least price at which the backers can pay for the project; None if they cannot."""
        left = self.left
        rows = self.rows[project]
        if self._all_equal(rows):
            rows = sorted(rows, key=lambda row: left[row[0]])
        else:
            rows = sorted(rows, key=lambda row: Fraction(left[row[0]], row[2]))
        owed = self.election.costs[project] * self.parts
        weight = sum(voters * each for _, voters, each in rows)
        for ballot, voters, each in rows:
            if owed * each <= left[ballot] * weight:
                return Price(owed, weight)
            owed -= voters * left[ballot]
            weight -= voters * each
        return None

    @staticmethod
    def _all_equal(rows: Sequence[tuple[int, int, int]]) -> bool:
        return all(row[2] == rows[0][2] for row in rows)

    def per_unit(self, price: Price) -> Fraction:
        return Fraction(price.money, price.weight * self.parts)

    def pay(self, project: int, price: Price) -> None:
        money, weight = price.money, price.weight
        shrink = gcd(money, weight)
        money, weight = money // shrink, weight // shrink
        self.parts *= weight
        self.left = [amount * weight for amount in self.left]
        for ballot, _, each in self.rows[project]:
            self.left[ballot] = max(0, self.left[ballot] - money * each)


def _rows(backers: Backers) -> list[tuple[int, int, int]]:
    return list(
        zip(
            backers.ballots.tolist(), backers.voters.tolist(), backers.weights.tolist(), strict=True
        )
    )


def count_exactly(
    election: Election, share: Fraction, satisfaction: Satisfaction, places: Sequence[int]
) -> tuple[int, ...]:
    """The projects that equal shares buy, in order.

    Parameters
    ----------
    election : Election
    share : Fraction
        What each voter begins with.
    satisfaction : Satisfaction
    places : sequence of int, shape (m,)
        Place of each project among equals; the least wins.
    """
    purses = Purses(election, share)
    # What is left never grows, so no price ever falls: an old price is a bound for the new one.
    bounds = {
        project: _for_satisfaction(
            Fraction(election.costs[project], votes), project, satisfaction, election
        )
        for project, votes in enumerate(election.votes)
        if votes
    }
    bought: list[int] = []
    while bounds:
        best: tuple[Fraction, int] | None = None
        chosen = None
        for project in sorted(bounds, key=lambda c: (bounds[c], places[c])):
            if best is not None and bounds[project] > best[0]:
                break
            price = purses.price(project)
            if price is None:
                del bounds[project]
                continue
            bounds[project] = _for_satisfaction(
                purses.per_unit(price), project, satisfaction, election
            )
            if best is None or (bounds[project], places[project]) < best:
                best, chosen = (bounds[project], places[project]), (project, price)
        if chosen is None:
            break
        purses.pay(*chosen)
        bought.append(chosen[0])
        del bounds[chosen[0]]
    return tuple(bought)


def _for_satisfaction(
    price: Fraction, project: int, satisfaction: Satisfaction, election: Election
) -> Fraction:
    """The price of one unit of satisfaction, from the price of one weight."""
    return price / election.costs[project] if satisfaction is Satisfaction.COST else price


def exact_prices(
    election: Election, share: Fraction, bought: Sequence[int]
) -> tuple[Fraction, ...]:
    """The price of one weight of each project, bought in this order.

    Raises
    ------
    ValueError
        Where the backers of a project cannot pay for it.
    """
    purses = Purses(election, share)
    prices = []
    for project in bought:
        price = purses.price(project)
        if price is None:
            raise ValueError(f"{election.projects[project]!r:.60} cannot be paid from these shares")
        prices.append(purses.per_unit(price))
        purses.pay(project, price)
    return tuple(prices)
