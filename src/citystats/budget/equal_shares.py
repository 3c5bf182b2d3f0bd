"""The Method of Equal Shares: all have the same share, and pay together for what they voted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from citystats.budget.elections import ANNOUNCED_TIES, Election, check_money
from citystats.budget.exact import count_exactly
from citystats.budget.greedy import add_greedily
from citystats.budget.outcomes import Outcome
from citystats.budget.screen import Screen
from citystats.budget.terms import Completion, Rule, Satisfaction, Start, Stop, TieBreak

FIRST_LANES = 6

Counted = tuple[Fraction, tuple[int, ...]]


def equal_shares(
    election: Election,
    *,
    satisfaction: Satisfaction = Satisfaction.COST,
    completion: Completion = Completion.NONE,
    stop: Stop = Stop.OVERSPEND,
    start: Start | None = None,
    increment: int = 1,
    ties: Sequence[TieBreak] = ANNOUNCED_TIES,
    lot: Sequence[str] = (),
) -> Outcome:
    """Fund projects by the Method of Equal Shares.

    Parameters
    ----------
    election : Election
    satisfaction : Satisfaction
    completion : Completion
        What is done with what is left over; announce it before the vote.
    stop : Stop
        When ADD1 ends.
    start : Start, optional
        The first share. Without it: the exact one, but with ADD1 a whole number of increments.
    increment : int
        What ADD1 adds to every share, in the election's unit of money, from 1 up. Where that is
        øre, 100 adds a krone.
    ties : sequence of TieBreak
        What is looked at among projects equally good, in turn.
    lot : sequence of str
        The projects' names as drawn in public: the first wins what is still equal. Without it,
        the names by the alphabet.

    Returns
    -------
    Outcome
        It does not depend on the order of ballots and projects.

    Raises
    ------
    ValueError
        For an increment that is not a whole number from 1, or a lot that does not name each
        project once.

    Notes
    -----
    Each of n voters has the share B / n. With u the satisfaction a voter gets from a project, the
    project is bought at the price p for one unit of satisfaction if the sum of min(left, p u)
    over its voters is its cost. Again and again the project with the least price is bought, until
    none can be [1]_ [2]_. So nobody pays more than a share, and no group that agrees on what its
    shares can pay for is left without (extended justified representation, for general costs up to
    one project). A voter who chose nothing still counts in n.

    The price does not depend on the order of ballots; equal prices are told apart exactly. Most
    counts are done in floats with a proven bound of error (`screen`), the rest in whole numbers.

    ADD1 with OVERSPEND is what equalshares.net and Pabulib call Add1 [3]_. It can leave money that
    would still pay for a project; then the outcome says so in its caveats.

    References
    ----------
    .. [1] Peters, D., & Skowron, P. (2020). Proportionality and the limits of welfarism. EC 2020,
       793-794. doi:10.1145/3391403.3399465
    .. [2] Peters, D., Pierczyński, G., & Skowron, P. (2021). Proportional participatory budgeting
       with additive utilities. NeurIPS 34, 12726-12737. arXiv:2008.13276
    .. [3] Faliszewski, P., Flis, J., Peters, D., et al. (2023). Participatory budgeting: data,
       tools and analysis. IJCAI 2023, 2667-2674. doi:10.24963/ijcai.2023/297

    Examples
    --------
    Two of three voters can pay for the library, and the third for the bench:

    >>> votes = [["library"], ["library"], ["bench"]]
    >>> election = Election.of({"library": 60, "bench": 30}, budget=90, ballots=votes)
    >>> outcome = equal_shares(election)
    >>> outcome.winners, outcome.spending(0)
    (('library', 'bench'), {'library': Fraction(30, 1)})
    """
    check_money(increment, 1, "the increment")
    places = election.order_of_ties(ties, lot)
    adds = completion in (Completion.ADD1, Completion.ADD1_GREEDY)
    share = election.share()
    if (start or (Start.WHOLE if adds else Start.EXACT)) is Start.WHOLE:
        share = Fraction(share // increment * increment)
    skipped = _raises_in_vain(election, share, increment, stop) if adds else 0
    share += skipped * increment
    counts = _counts(election, satisfaction, places, share, increment if adds else 0)
    raised, (share, bought) = _last_within(election, counts, stop)
    added: tuple[int, ...] = ()
    if completion in (Completion.UTILITY, Completion.ADD1_GREEDY):
        added = add_greedily(election, bought, satisfaction, places)
    return Outcome(
        election,
        Rule.EQUAL_SHARES,
        bought,
        added,
        share,
        skipped + raised,
        satisfaction,
        tuple(ties),
        tuple(lot),
    )


def _raises_in_vain(election: Election, share: Fraction, increment: int, stop: Stop) -> int:
    """How often the shares can be raised at once, since none of these counts can be the last.

    With a share s nothing is bought but what all its voters together could pay for, so no count
    overspends while all that fits in the budget; nor does it leave nothing that fits while one of
    the others would. A project dearer than anyone could pay costs no millions of counts.
    """
    supported = sorted(
        (max(0, ceil((Fraction(cost, backers.people) - share) / increment)), cost)
        for cost, backers in zip(election.costs, election.backers, strict=True)
        if backers.people
    )
    left, vain = election.budget, 0
    for place, (raises, cost) in enumerate(supported):
        cheapest = min(other for _, other in supported[place:])
        if left < 0 or (stop is Stop.EXHAUSTIVE and cheapest > left):
            return vain
        vain = max(vain, raises - 1)
        left -= cost
    # Where all fit, none is left out before the share that each could be paid with.
    return supported[-1][0] if supported and left >= 0 and stop is Stop.OVERSPEND else vain


def _last_within(election: Election, counts: Iterator[Counted], stop: Stop) -> tuple[int, Counted]:
    """How often the shares were raised, and the last count before money runs out or in vain."""
    supported = sum(map(bool, election.votes))
    kept = next(counts)
    rounds = 0
    while len(kept[1]) < supported:
        if stop is Stop.EXHAUSTIVE and not _fits(election, kept[1]):
            break
        following = next(counts, None)
        if following is None:
            break
        rounds += 1
        if election.total(following[1]) > election.budget:
            break
        kept = following
    return rounds, kept


def _fits(election: Election, bought: Sequence[int]) -> bool:
    left, funded = election.budget - election.total(bought), set(bought)
    return any(
        votes and project not in funded and election.costs[project] <= left
        for project, votes in enumerate(election.votes)
    )


def _counts(
    election: Election,
    satisfaction: Satisfaction,
    places: Sequence[int],
    share: Fraction,
    increment: int,
) -> Iterator[Counted]:
    """The count for the share, and, with an increment, for each raised share after it."""
    screen = Screen(election, satisfaction, places)
    lanes = 1
    while True:
        shares = [share + increment * lane for lane in range(lanes)]
        for each, bought in zip(shares, screen.count(shares), strict=True):
            if bought is None:
                bought = count_exactly(election, each, satisfaction, places)
            yield each, bought
        if not increment:
            return
        share += increment * lanes
        lanes = min(screen.lanes, max(FIRST_LANES, 2 * lanes))
