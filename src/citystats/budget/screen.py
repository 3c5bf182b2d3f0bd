"""Equal shares for many shares at once, in floats that know how wrong they may be.

Lanes (one for each share) that have bought the same projects so far are counted together. Each
number carries a bound of its error. Where a bound does not part a winner from the next, nothing is
guessed: the lane is given back undecided, and `exact` counts it.

What is proven here, with u = 2**-53, b the true and x the kept purse, |b - x| <= e:

- The price t solves f(t) = cost, with f(t) = sum of min(b, t w) over the backers. For any set P of
  backers, t(P) = (cost - sum of b over P) / (sum of w outside P) is at most t, since
  min(b, t w) is at most b and at most t w. So each step of Newton's way from below is a bound
  from below, whoever the floats take for poor.
- With P the poor at the last step and d = (e |P not empty-handed| + rounding) / (weight of the
  rich): t >= x(P) - d; and where each rich purse exceeds (x(P) + d) w by more than e,
  f(x(P) + d) >= cost, so t <= x(P) + d.
- After paying, a purse is wrong by e + d w + 4 u share at most; who pays all is at 0 exactly.
- Purses never grow, so prices never fall: old bounds from below hold on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from citystats.budget.elections import Election, Indices
from citystats.budget.terms import Satisfaction

U = 2.0**-53
WIDEST = 2_000_000
"""Numbers kept at once: lanes times ballots."""
MOST_STEPS = 200
NONE_LEFT, UNDECIDED = -1, -2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Project:
    cost: float
    scale: float
    ballots: Indices
    voters: Floats
    weights: Floats | None
    weighed: Floats
    heaviest: float
    rounding: float


@dataclass(slots=True)
class _Lanes:
    """Lanes that have bought the same so far. Columns are lanes."""

    number: Indices
    purses: Floats
    error: Floats
    share: Floats
    bounds: Floats
    bought: tuple[int, ...]

    def some(self, chosen: npt.NDArray[np.bool_]) -> _Lanes:
        return _Lanes(
            self.number[chosen],
            self.purses[:, chosen],
            self.error[chosen],
            self.share[chosen],
            self.bounds[:, chosen],
            self.bought,
        )


@dataclass(slots=True)
class _Priced:
    """The price of one weight of a project in each lane, give or take `slack`."""

    price: Floats
    slack: Floats
    rich: Floats
    poor: Floats
    high: Floats = field(default_factory=lambda: np.empty(0))


class Screen:
    """Counts one election for many shares. `places` are the projects' places among equals."""

    def __init__(
        self, election: Election, satisfaction: Satisfaction, places: Sequence[int]
    ) -> None:
        self._ballots = len(election.ballots)
        self._places = places
        self._costs = election.costs
        self._by_cost = satisfaction is Satisfaction.COST
        self._projects = []
        for cost, backers in zip(election.costs, election.backers, strict=True):
            voters = backers.voters.astype(np.float64)
            weights = backers.weights.astype(np.float64)
            alike = bool((weights == 1).all())
            self._projects.append(
                _Project(
                    cost=float(cost),
                    scale=float(cost) if self._by_cost else 1.0,
                    ballots=backers.ballots,
                    voters=voters,
                    weights=None if alike else weights[:, None],
                    weighed=voters * weights,
                    heaviest=float(weights.max(initial=0)),
                    rounding=4 * (len(voters) + 16) * U * cost,
                )
            )
        self._least = np.array(
            [
                p.cost / p.weighed.sum() / p.scale * (1 - 8 * U) if len(p.voters) else np.inf
                for p in self._projects
            ]
        )

    @property
    def lanes(self) -> int:
        """How many shares are best counted at once."""
        return max(1, min(48, WIDEST // max(1, self._ballots)))

    def count(self, shares: Sequence[Fraction]) -> list[tuple[int, ...] | None]:
        """For each share the projects bought, in order; None where floats cannot tell."""
        result: list[tuple[int, ...] | None] = [None] * len(shares)
        first = np.array([float(share) for share in shares])
        waiting = [
            _Lanes(
                number=np.arange(len(shares)),
                purses=np.repeat(first[None, :], self._ballots, axis=0),
                error=first * U,
                share=first,
                bounds=np.repeat(self._least[:, None], len(shares), axis=1),
                bought=(),
            )
        ]
        while waiting:
            lanes = waiting.pop()
            chosen, priced = self._choose(lanes)
            for project in set(chosen.tolist()):
                here = chosen == project
                if project == NONE_LEFT:
                    for number in lanes.number[here]:
                        result[number] = lanes.bought
                elif project != UNDECIDED:
                    whole = bool(here.all())
                    found = priced[project]
                    self._pay(
                        project,
                        part := lanes if whole else lanes.some(here),
                        found.price if whole else found.price[here],
                        found.slack if whole else found.slack[here],
                    )
                    waiting.append(part)
        return result

    def _choose(self, lanes: _Lanes) -> tuple[npt.NDArray[np.int64], dict[int, _Priced]]:
        """For each lane the project bought next, or why none is."""
        bounds = lanes.bounds
        best = np.full(len(lanes.number), np.inf)
        priced: dict[int, _Priced] = {}
        least = bounds.min(axis=1)
        for project in np.argsort(least, kind="stable").tolist():
            if least[project] == np.inf or least[project] > best.max():
                break
            if not (bounds[project] <= best).any():
                continue
            found = self._price(project, lanes, best)
            if found is not None:
                priced[project] = found
                np.minimum(best, found.high, out=best)
        near = (bounds <= best) & (bounds < np.inf)
        rivals = near.sum(axis=0)
        chosen = np.where(rivals == 0, NONE_LEFT, near.argmax(axis=0))
        for lane in np.flatnonzero(rivals > 1).tolist():
            chosen[lane] = self._among_equals(np.flatnonzero(near[:, lane]).tolist(), lane, priced)
        for project in set(chosen[chosen >= 0].tolist()):
            here = np.flatnonzero(chosen == project)
            if project in priced:
                chosen[here[~self._sure(project, lanes, priced[project], here)]] = UNDECIDED
            else:
                chosen[here] = UNDECIDED
        for lane in np.flatnonzero((rivals > 1) & (chosen >= 0)).tolist():
            at = np.array([lane])
            for rival in np.flatnonzero(near[:, lane]).tolist():
                if not self._sure(rival, lanes, priced[rival], at).all():
                    chosen[lane] = UNDECIDED
        return chosen, priced

    def _price(self, project: int, lanes: _Lanes, best: Floats) -> _Priced | None:
        """The price in each lane; None where it is above `best` in all of them."""
        p = self._projects[project]
        purses = lanes.purses.take(p.ballots, axis=0)
        bound = lanes.bounds[project]
        dead = bound == np.inf
        price = np.where(dead, 0.0, bound * p.scale)
        slackest = p.voters.sum() * lanes.error + p.rounding
        before: Floats | None = None
        for _ in range(MOST_STEPS):
            level = price if p.weights is None else price * p.weights
            is_rich = purses >= level
            rich = p.weighed @ is_rich
            paid = p.voters @ np.minimum(purses, level)
            none_rich = rich == 0
            dead |= none_rich & (paid + slackest < p.cost)
            if before is not None and (none_rich | dead | (rich == before)).all():
                break
            before = rich
            step = np.divide(p.cost - paid, rich, out=np.zeros_like(rich), where=~none_rich)
            price = price + step
            low = price - np.divide(
                slackest, rich, out=np.full_like(rich, np.inf), where=~none_rich
            )
            low = low / p.scale * (1 - 16 * U)
            np.maximum(bound, np.where(none_rich, bound, low), out=bound)
            bound[dead] = np.inf
            if (bound > best).all():
                return None
        else:
            return None
        bound[dead] = np.inf
        moneyed = p.voters @ (purses > 0)
        poor = moneyed - (rich if p.weights is None else p.voters @ is_rich)
        slack = np.divide(
            poor * lanes.error + p.rounding, rich, out=np.full_like(rich, np.inf), where=~none_rich
        )
        slack += 16 * U * price
        settled = ~none_rich & ~dead
        low = np.where(settled, (price - slack) / p.scale * (1 - 4 * U), bound)
        np.maximum(bound, low, out=bound)
        high = np.where(settled, (price + slack) / p.scale * (1 + 4 * U), np.inf)
        return _Priced(price, slack, rich, poor, high)

    def _sure(
        self, project: int, lanes: _Lanes, found: _Priced, here: Indices
    ) -> npt.NDArray[np.bool_]:
        """Lanes where nobody stands so near the price that rich and poor may be mistaken."""
        p = self._projects[project]
        purses = lanes.purses.take(p.ballots, axis=0)[:, here]
        price, slack = found.price[here], found.slack[here]
        level = price if p.weights is None else price * p.weights
        margin = slack * p.heaviest + lanes.error[here] + 8 * U * lanes.share[here]
        certain: npt.NDArray[np.bool_] = np.all(np.abs(purses - level) > margin, axis=0)
        return certain & (found.rich[here] > 0)

    def _among_equals(self, rivals: list[int], lane: int, priced: dict[int, _Priced]) -> int:
        """Where all rivals are paid by the rich alone, their prices are known exactly."""
        exact = []
        for project in rivals:
            if (
                project not in priced
                or priced[project].poor[lane]
                or not priced[project].rich[lane]
            ):
                return UNDECIDED
            weight = int(priced[project].rich[lane])
            price = Fraction(1 if self._by_cost else self._costs[project], weight)
            exact.append((price, self._places[project], project))
        return min(exact)[2]

    def _pay(self, project: int, lanes: _Lanes, price: Floats, slack: Floats) -> None:
        p = self._projects[project]
        left = lanes.purses.take(p.ballots, axis=0)
        left -= price if p.weights is None else price * p.weights
        lanes.purses[p.ballots] = np.maximum(left, 0.0, out=left)
        lanes.error = lanes.error + slack * p.heaviest + 4 * U * lanes.share
        lanes.bounds[project] = np.inf
        lanes.bought = (*lanes.bought, project)
