"""The rules once more, slow and plain: one purse a voter, fractions everywhere, no shortcut.

Nothing here is taken from the library. An election is `costs` (id to cost), `ballots` (one dict of
id to weight for each voter), `budget`.
"""

from fractions import Fraction


def votes_of(costs, ballots):
    return {c: sum(ballot.get(c, 0) for ballot in ballots) for c in costs}


def tie_key(costs, ballots, lot):
    votes = votes_of(costs, ballots)
    return {c: (-votes[c], costs[c], lot.index(c)) for c in costs}


def price_of(cost, rows):
    """The least t with sum of min(left, t * weight) >= cost; every kink is tried."""
    if sum(left for left, _ in rows) < cost:
        return None
    for kink in sorted({left / weight for left, weight in rows}):
        if sum(min(left, kink * weight) for left, weight in rows) >= cost:
            poor = sum(left for left, weight in rows if left / weight < kink)
            rich = sum(weight for left, weight in rows if left / weight >= kink)
            return Fraction(cost - poor, rich)
    raise AssertionError("the last kink takes all they have")


def equal_shares(costs, ballots, share, *, by_cost=True, lot=None):
    """Winners in order, and what each voter paid for each."""
    key = tie_key(costs, ballots, lot or sorted(costs))
    left = [Fraction(share)] * len(ballots)
    paid = [{} for _ in ballots]
    bought = []
    while True:
        offers = []
        for c in costs:
            behind = [i for i, ballot in enumerate(ballots) if ballot.get(c, 0)]
            if c in bought or not behind:
                continue
            price = price_of(costs[c], [(left[i], ballots[i][c]) for i in behind])
            if price is not None:
                offers.append((price / costs[c] if by_cost else price, key[c], c, price, behind))
        if not offers:
            return bought, paid
        _, _, c, price, behind = min(offers)
        for i in behind:
            paid[i][c] = min(left[i], price * ballots[i][c])
            left[i] -= paid[i][c]
        bought.append(c)


def add1(costs, ballots, budget, *, by_cost=True, lot=None, exhaustive=False):
    """Winners in order, and how often the shares were raised."""
    share = budget // len(ballots)
    rounds = 0
    votes = votes_of(costs, ballots)
    bought, _ = equal_shares(costs, ballots, share, by_cost=by_cost, lot=lot)
    while set(bought) != {c for c in costs if votes[c]}:
        spent = sum(costs[c] for c in bought)
        fits = [c for c in costs if c not in bought and votes[c] and spent + costs[c] <= budget]
        if exhaustive and not fits:
            break
        share += 1
        rounds += 1
        following, _ = equal_shares(costs, ballots, share, by_cost=by_cost, lot=lot)
        if sum(costs[c] for c in following) > budget:
            break
        bought = following
    return bought, rounds


def greedy(costs, ballots, budget, *, by_cost=True, lot=None, funded=()):
    votes, key = votes_of(costs, ballots), tie_key(costs, ballots, lot or sorted(costs))
    chosen = list(funded)
    for c in sorted(
        costs, key=lambda c: (-votes[c] if by_cost else Fraction(-votes[c], costs[c]), key[c])
    ):
        if c not in chosen and votes[c] and sum(costs[d] for d in [*chosen, c]) <= budget:
            chosen.append(c)
    return chosen


def phragmen(costs, ballots, budget, *, lot=None):
    key = tie_key(costs, ballots, lot or sorted(costs))
    paid_until = [Fraction(0)] * len(ballots)
    bought = []
    while True:
        offers = []
        for c in costs:
            behind = [i for i, ballot in enumerate(ballots) if c in ballot]
            if c in bought or not behind or costs[c] > budget:
                continue
            moment = (costs[c] + sum(paid_until[i] for i in behind)) / Fraction(len(behind))
            offers.append((moment, key[c], c, behind))
        if not offers:
            return bought
        moment, _, c, behind = min(offers)
        if sum(costs[d] for d in [*bought, c]) > budget:
            return bought
        for i in behind:
            paid_until[i] = moment
        bought.append(c)
