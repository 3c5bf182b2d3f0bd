"""What a project lacked: how many votes more, or how much less it would have had to cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from citystats.budget.exact import Purses
from citystats.budget.outcomes import Outcome
from citystats.budget.terms import BallotKind, Rule, Satisfaction, TieBreak

Row = tuple[Fraction, int, int]
"""What is left in a purse, how many voters have such a one, and the weight each gives."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What would have been enough, each by itself.

    Attributes
    ----------
    project : str
    votes : int or None
        So many more people who vote for this project alone, each with the share of the others.
        None where ballots are not approvals, or the shares are 0.
    money : int or None
        So much less would it have had to cost, in the election's unit; None where nobody who
        voted for it had any money left, at any time.
    """

    project: str
    votes: int | None
    money: int | None


def missing(outcome: Outcome, *, projects: Iterable[str] | None = None) -> tuple[Missing, ...]:
    """What the projects lacked that equal shares did not fund.

    Parameters
    ----------
    outcome : Outcome
        Of `equal_shares`.
    projects : iterable of str, optional
        Of these; without it, of all that were not funded, in the order of the election.

    Returns
    -------
    tuple of Missing
        The least that is enough, with all else unchanged, in a count with the same share.

    Raises
    ------
    ValueError
        For another rule's outcome, or a project that was funded or is unknown.

    Notes
    -----
    Until a project is bought, the count goes on as if it were not there. So the count is gone
    through purchase by purchase: before each, the project would have to be the better buy, and
    after the last, its voters would have to hold its cost. The easiest of these is the answer.

    After ADD1 the share is the last one, whose count stayed within the budget; with the project,
    all together may cost more than the budget, and the share would then be lower.

    Examples
    --------
    >>> from citystats.budget.elections import Election
    >>> from citystats.budget.equal_shares import equal_shares
    >>> votes = [["hall"], ["park"], ["park"]]
    >>> election = Election.of({"hall": 50, "park": 60}, budget=90, ballots=votes)
    >>> missing(equal_shares(election))
    (Missing(project='hall', votes=1, money=20),)
    """
    if outcome.rule is not Rule.EQUAL_SHARES:
        raise ValueError("only of equal shares can be told what a project lacked")
    election = outcome.election
    index = {project: place for place, project in enumerate(election.projects)}
    if projects is None:
        asked = [c for c in range(election.m) if c not in outcome.funded]
    else:
        named = list(projects)
        asked = [index[project] for project in named if project in index]
        if len(asked) != len(named) or set(asked) & set(outcome.funded):
            raise ValueError("a project was funded or is unknown")
    least: dict[int, tuple[int | None, int | None]] = dict.fromkeys(asked, (None, None))
    for winner, price, purses in _stages(outcome):
        for project in asked:
            rows = _rows(purses, project)
            votes, money = least[project]
            if winner is None:
                found = _at_the_end(outcome, project, rows)
            else:
                found = _before(outcome, project, rows, winner, price)
            least[project] = (_less(votes, found[0]), _less(money, found[1]))
    return tuple(Missing(election.projects[c], *least[c]) for c in asked)


def _less(one: int | None, other: int | None) -> int | None:
    return min((value for value in (one, other) if value is not None), default=None)


def _stages(outcome: Outcome) -> Iterator[tuple[int | None, Fraction, Purses]]:
    """Before each purchase the project bought, the price of one weight, and what all have left."""
    purses = Purses(outcome.election, outcome.share)
    for project in outcome.bought:
        price = purses.price(project)
        assert price is not None
        yield project, purses.per_unit(price), purses
        purses.pay(project, price)
    yield None, Fraction(0), purses


def _rows(purses: Purses, project: int) -> list[Row]:
    """The backers' purses, those alike together, the poorest for their weight first."""
    alike: dict[tuple[int, int], int] = {}
    for ballot, voters, weight in purses.rows[project]:
        key = purses.left[ballot], weight
        alike[key] = alike.get(key, 0) + voters
    rows = [(Fraction(left, purses.parts), n, weight) for (left, weight), n in alike.items()]
    return sorted(rows, key=lambda row: row[0] / row[2])


def _at_the_end(
    outcome: Outcome, project: int, rows: Sequence[Row]
) -> tuple[int | None, int | None]:
    cost = outcome.election.costs[project]
    held = sum((voters * left for left, voters, _ in rows), start=Fraction(0))
    votes = None
    if outcome.share and outcome.election.kind is BallotKind.APPROVAL:
        votes = ceil((cost - held) / outcome.share)
    return votes, cost - floor(held) if held >= 1 else None


def _before(
    outcome: Outcome, project: int, rows: Sequence[Row], winner: int, price: Fraction
) -> tuple[int | None, int | None]:
    """More votes, or less cost, with which it were bought in place of the winner."""
    election, cost = outcome.election, outcome.election.costs[project]
    by_cost = outcome.satisfaction is Satisfaction.COST
    limit = price / election.costs[winner] * cost if by_cost else price
    votes = None
    if outcome.share and election.kind is BallotKind.APPROVAL:
        exactly = (cost - _paid(rows, limit)) / min(limit, outcome.share)
        votes = ceil(exactly)
        equal = votes == exactly and (outcome.share >= limit or _reach(rows, limit))
        lost = equal and not _goes_first(outcome, project, winner, votes, cost)
        votes = max(1, votes + lost)
    if by_cost:
        most, flat = _most_by_cost(rows, price / election.costs[winner])
        limit = price / election.costs[winner] * most
    else:
        most, flat = _paid(rows, limit), False
    affordable = _whole(outcome, project, winner, most, flat=flat, reached=_reach(rows, limit))
    return votes, None if affordable is None else max(1, cost - affordable)


def _reach(rows: Sequence[Row], price: Fraction) -> bool:
    """Whether anyone could pay the price in full: if not, the true price is lower."""
    return any(left >= price * weight for left, _, weight in rows)


def _paid(rows: Sequence[Row], price: Fraction) -> Fraction:
    return sum((n * min(left, price * weight) for left, n, weight in rows), start=Fraction(0))


def _most_by_cost(rows: Sequence[Row], price: Fraction) -> tuple[Fraction, bool]:
    """The largest x with sum of min(left, price x weight) >= x, and whether all below x are equal.

    The sum is concave in x and starts at 0, so this is where it falls below x.
    """
    poor = Fraction(0)
    slope = price * sum(n * weight for _, n, weight in rows)
    flat = slope == 1
    for left, n, weight in rows:
        kink = left / (price * weight)
        if slope < 1 and poor <= kink * (1 - slope):
            return poor / (1 - slope), flat and poor == 0
        poor += n * left
        slope -= price * n * weight
        if flat and slope < 1:
            return kink, True
    return poor, False


def _whole(
    outcome: Outcome, project: int, winner: int, most: Fraction, *, flat: bool, reached: bool
) -> int | None:
    """The largest whole cost up to `most` that wins also where the prices are equal."""
    whole = floor(most)
    if flat:
        theirs = outcome.election.costs[winner]
        tries = [cost for cost in (whole, theirs, theirs - 1) if 1 <= cost <= whole]
        good = [cost for cost in tries if _goes_first(outcome, project, winner, 0, cost)]
        return max(good, default=None)
    if whole == most and reached and not _goes_first(outcome, project, winner, 0, whole):
        whole -= 1
    return whole if whole >= 1 else None


def _goes_first(outcome: Outcome, project: int, winner: int, votes: int, cost: int) -> bool:
    """Among equals, with so many votes more and this cost."""
    election = outcome.election
    lot = list(outcome.lot or sorted(election.projects))

    def key(c: int, more: int, money: int) -> tuple[int, ...]:
        value = {TieBreak.MAX_VOTES: -election.votes[c] - more, TieBreak.MIN_COST: money}
        return (*(value[tie] for tie in outcome.ties), lot.index(election.projects[c]))

    return key(project, votes, cost) < key(winner, 0, election.costs[winner])
