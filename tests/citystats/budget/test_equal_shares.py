"""Equal shares: as published, as a slow count in fractions, fair, and blind to any order."""

import doctest
import itertools
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.budget.equal_shares
from citystats.budget.elections import ANNOUNCED_TIES, Election
from citystats.budget.equal_shares import equal_shares
from citystats.budget.exact import count_exactly
from citystats.budget.screen import Screen
from citystats.budget.terms import BallotKind, Caveat, Completion, Rule, Satisfaction, Start, Stop
from tests.citystats.budget import oracle
from tests.citystats.budget.elections import ASSEN, LODZ, SWIECIE, elections, needs, read

SATISFACTIONS = st.sampled_from(Satisfaction)
KINDS = st.sampled_from(BallotKind)


def by_cost(satisfaction):
    return satisfaction is Satisfaction.COST


def any_election(**options):
    return KINDS.flatmap(lambda kind: elections(kind=kind, **options))


# --- as published -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "funded", "raised", "stop"),
    [
        pytest.param(ASSEN, 9, 844, Stop.OVERSPEND, marks=needs(ASSEN)),
        pytest.param(SWIECIE, 17, 244, Stop.OVERSPEND, marks=needs(SWIECIE)),
        pytest.param(SWIECIE, 17, 227, Stop.EXHAUSTIVE, marks=needs(SWIECIE)),
    ],
)
def test_two_towns_get_exactly_the_projects_they_published(path, funded, raised, stop):
    file = read(path)
    outcome = equal_shares(file.election, completion=Completion.ADD1, stop=stop)
    assert set(outcome.winners) == set(file.selected)
    assert (len(outcome.winners), outcome.rounds) == (funded, raised)


@needs(LODZ)
def test_a_large_city_as_measured_before():
    outcome = equal_shares(read(LODZ).election)
    assert (len(outcome.winners), outcome.cost, outcome.n) == (29, 2_987_680, 90_494)
    election = outcome.election
    places = election.order_of_ties(ANNOUNCED_TIES, ())
    assert count_exactly(election, outcome.share, Satisfaction.COST, places) == outcome.bought


@needs(ASSEN)
def test_what_add1_leaves_in_assen_pays_for_one_more_when_that_was_announced():
    election = read(ASSEN).election
    left = equal_shares(election, completion=Completion.ADD1)
    assert left.caveats == (Caveat.MONEY_LEFT,)
    assert left.fitting == ("7",)
    filled = equal_shares(election, completion=Completion.ADD1_GREEDY)
    assert filled.winners == (*left.winners, "7")
    assert filled.caveats == ()


# --- beside the slow count ----------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(any_election(), SATISFACTIONS)
def test_it_buys_the_same_in_the_same_order_as_the_slow_count(drawn, satisfaction):
    election, costs, ballots, budget = drawn
    outcome = equal_shares(election, satisfaction=satisfaction)
    bought, paid = oracle.equal_shares(
        costs, ballots, Fraction(budget, len(ballots)), by_cost=by_cost(satisfaction)
    )
    assert list(outcome.winners) == bought
    assert [outcome.spending(voter) for voter in range(len(ballots))] == paid


@settings(max_examples=150, deadline=None)
@given(
    any_election(costs=st.integers(1, 40), most_voters=6, most_projects=5),
    SATISFACTIONS,
    st.sampled_from(Stop),
)
def test_each_completion_is_that_of_the_slow_count(drawn, satisfaction, stop):
    election, costs, ballots, budget = drawn
    cost = by_cost(satisfaction)
    plain, _ = oracle.equal_shares(costs, ballots, Fraction(budget, len(ballots)), by_cost=cost)
    added, rounds = oracle.add1(
        costs, ballots, budget, by_cost=cost, exhaustive=stop is Stop.EXHAUSTIVE
    )
    expected = {
        Completion.NONE: plain,
        Completion.UTILITY: oracle.greedy(costs, ballots, budget, by_cost=cost, funded=plain),
        Completion.ADD1: added,
        Completion.ADD1_GREEDY: oracle.greedy(costs, ballots, budget, by_cost=cost, funded=added),
    }
    for completion, winners in expected.items():
        outcome = equal_shares(
            election, satisfaction=satisfaction, completion=completion, stop=stop
        )
        assert list(outcome.winners) == winners, completion
        assert outcome.cost <= budget
        assert outcome.rounds == (rounds if "add1" in completion.value else 0)


@settings(max_examples=150, deadline=None)
@given(
    any_election(most_voters=12),
    SATISFACTIONS,
    st.lists(st.fractions(0, 200, max_denominator=12), min_size=1, max_size=9),
)
def test_floats_say_the_exact_answer_or_that_they_cannot_tell(drawn, satisfaction, shares):
    election, *_ = drawn
    places = election.order_of_ties(ANNOUNCED_TIES, ())
    found = Screen(election, satisfaction, places).count(shares)
    for share, bought in zip(shares, found, strict=True):
        assert bought in (None, count_exactly(election, share, satisfaction, places))


def a_crowd(rng, voters, projects):
    costs = {f"p{i}": rng.randint(10**8, 10**9) for i in range(projects)}
    ballots = [rng.sample(sorted(costs), rng.randint(1, 6)) for _ in range(voters)]
    return Election.of(costs, budget=sum(costs.values()) // 3, ballots=ballots)


@pytest.mark.parametrize("seed", range(4))
def test_floats_nearly_always_can_tell_in_a_crowd(seed):
    election = a_crowd(Random(seed), 400, 20)
    places = election.order_of_ties(ANNOUNCED_TIES, ())
    shares = [election.share() + 1000 * step for step in range(40)]
    found = Screen(election, Satisfaction.COST, places).count(shares)
    assert found.count(None) <= 2
    assert found[::8] == [
        count_exactly(election, share, Satisfaction.COST, places) for share in shares[::8]
    ]


def test_prices_nearer_than_a_float_can_tell_are_told_apart():
    """0.1 + 0.2 is not 0.3 for a float. Here 3e14 / 3 stands against a price one part more."""
    big = 3 * 10**14
    costs = {"a": big, "b": big + 1, "c": big - 1}
    ballots = [["a"], ["a"], ["a"], ["b"], ["b"], ["b"], ["c"], ["c"], ["c"]]
    election = Election.of(costs, budget=9 * 10**14, ballots=ballots)
    outcome = equal_shares(election, satisfaction=Satisfaction.CARDINALITY)
    assert outcome.winners == ("c", "a")
    assert outcome.prices == (Fraction(big - 1, 3), Fraction(big, 3))


# --- order, ties --------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(elections(most_voters=8), st.randoms(use_true_random=False), SATISFACTIONS)
def test_no_order_of_ballots_or_projects_changes_anything(drawn, random, satisfaction):
    election, costs, ballots, budget = drawn
    projects, mixed = list(costs.items()), [list(ballot) for ballot in ballots]
    random.shuffle(projects)
    random.shuffle(mixed)
    for ballot in mixed:
        random.shuffle(ballot)
    other = Election.of(dict(projects), budget=budget, ballots=mixed)
    for completion in (Completion.NONE, Completion.UTILITY):
        one, two = (
            equal_shares(e, satisfaction=satisfaction, completion=completion)
            for e in (election, other)
        )
        assert one.winners == two.winners


def test_equals_are_parted_by_votes_then_cost_then_the_lot():
    votes = Election.of({"a": 2, "b": 3}, budget=5, ballots=[["a"], ["a"], ["b"], ["b"], ["b"]])
    lot = {"lot": ("b", "a")}
    assert equal_shares(votes, satisfaction=Satisfaction.CARDINALITY).winners == ("b", "a")
    cost = Election.of({"b": 2, "a": 3}, budget=10, ballots=[["a", "b"]])
    assert equal_shares(cost).winners == ("b", "a")
    equal = Election.of({"a": 2, "b": 2}, budget=3, ballots=[["a", "b"]])
    assert equal_shares(equal).winners == ("a",)
    assert equal_shares(equal, **lot).winners == ("b",)
    assert equal_shares(cost, ties=(), lot=("a", "b")).winners == ("a", "b")


@settings(max_examples=100, deadline=None)
@given(elections(costs=st.sampled_from([5, 10])), st.randoms(use_true_random=False))
def test_the_lot_is_the_one_of_the_slow_count(drawn, random):
    election, costs, ballots, budget = drawn
    lot = sorted(costs)
    random.shuffle(lot)
    bought, _ = oracle.equal_shares(costs, ballots, Fraction(budget, len(ballots)), lot=lot)
    assert list(equal_shares(election, lot=lot).winners) == bought


# --- fair ---------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(any_election(costs=st.integers(1, 60)), SATISFACTIONS, st.sampled_from(Completion))
def test_nobody_pays_more_than_a_share_and_every_project_is_paid_to_the_last_part(
    drawn, satisfaction, completion
):
    election, _, ballots, _ = drawn
    outcome = equal_shares(election, satisfaction=satisfaction, completion=completion)
    paid = [outcome.spending(voter) for voter in range(outcome.n)]
    assert all(sum(purse.values()) <= outcome.share for purse in paid)
    assert all(set(purse) <= set(ballot) for purse, ballot in zip(paid, ballots, strict=True))
    for project in outcome.bought:
        name = election.projects[project]
        assert sum(purse.get(name, 0) for purse in paid) == election.costs[project]


@settings(max_examples=80, deadline=None)
@given(elections(costs=st.just(1), most_voters=8, most_projects=5))
def test_a_group_that_agrees_is_represented_by_as_many_as_it_can_pay_for(drawn):
    """Extended justified representation with unit costs, every group by brute force."""
    election, costs, ballots, budget = drawn
    winners = set(equal_shares(election, satisfaction=Satisfaction.CARDINALITY).winners)
    for size in range(1, len(costs) + 1):
        for wanted in itertools.combinations(costs, size):
            poor = [
                ballot
                for ballot in ballots
                if set(wanted) <= set(ballot) and len(winners & set(ballot)) < size
            ]
            assert not poor or len(poor) * budget < size * len(ballots)


@settings(max_examples=80, deadline=None)
@given(elections(most_voters=8, most_projects=5), SATISFACTIONS)
def test_a_group_that_agrees_on_dear_projects_lacks_at_most_one(drawn, satisfaction):
    """Extended justified representation up to one project, every group by brute force."""
    election, costs, ballots, budget = drawn
    worth = costs if by_cost(satisfaction) else dict.fromkeys(costs, 1)
    winners = set(equal_shares(election, satisfaction=satisfaction).winners)

    def gets(ballot, funded):
        return sum(worth[c] for c in funded & set(ballot))

    for size in range(1, len(costs) + 1):
        for wanted in itertools.combinations(costs, size):
            due = sum(worth[c] for c in wanted)
            poor = [
                ballot
                for ballot in ballots
                if set(wanted) <= set(ballot)
                and gets(ballot, winners) < due
                and all(gets(ballot, winners | {c}) <= due for c in costs)
            ]
            cost = sum(costs[c] for c in wanted)
            assert not poor or len(poor) * budget < cost * len(ballots)


# --- edges --------------------------------------------------------------------------------------


def test_no_voters_no_money_and_empty_ballots_fund_nothing():
    for budget, ballots in ((10, []), (0, [["a"]]), (10, [[], []])):
        for completion in Completion:
            election = Election.of({"a": 4}, budget=budget, ballots=ballots)
            outcome = equal_shares(election, completion=completion)
            assert (outcome.winners, outcome.cost, outcome.n) == ((), 0, len(ballots))
    assert Caveat.NOTHING_COUNTED in outcome.caveats


def test_a_project_that_nobody_could_pay_for_does_not_count_for_ever():
    costs = {"park": 60, "bench": 30, "opera": 10**15}
    votes = [["park"], ["park", "opera"], ["bench"]]
    for budget, winners in ((95, ("park", "bench")), (50, ())):
        election = Election.of(costs, budget=budget, ballots=votes)
        outcome = equal_shares(election, completion=Completion.ADD1)
        assert outcome.winners == winners
    assert (
        equal_shares(
            Election.of(costs, budget=95, ballots=votes), completion=Completion.ADD1
        ).rounds
        == 10**15 - 1
    )


def test_a_voter_who_chose_nothing_keeps_a_share_that_pays_for_nothing():
    election = Election.of({"a": 6}, budget=9, ballots=[["a"], ["a"], []])
    assert equal_shares(election).winners == ("a",)
    assert equal_shares(Election.of({"a": 7}, budget=9, ballots=[["a"], ["a"], []])).winners == ()


def test_it_says_what_it_is():
    election = Election.of({"a": 7, "b": 3}, budget=10, ballots=[["a"], ["a", "b"], ["b"]])
    outcome = equal_shares(election, start=Start.WHOLE)
    assert (outcome.method, outcome.share, outcome.budget) == (Rule.EQUAL_SHARES, 3, 10)
    assert outcome.winners == ("b",)
    assert outcome.effective_votes() == {"b": 2}
    raised = equal_shares(election, completion=Completion.ADD1, increment=2)
    assert (raised.share, raised.rounds, raised.winners) == (6, 2, ("b", "a"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"increment": 0}, "the increment must be a whole number from 1"),
        ({"increment": 1.5}, "the increment must be"),
        ({"lot": ("a", "a")}, "name each project once"),
        ({"lot": ("a",)}, "name each project once"),
    ],
)
def test_bad_options_are_refused_with_a_sentence(options, sentence):
    election = Election.of({"a": 1, "b": 1}, budget=1, ballots=[["a"]])
    with pytest.raises(ValueError, match=sentence):
        equal_shares(election, **options)


def test_its_examples_hold():
    assert doctest.testmod(citystats.budget.equal_shares).failed == 0
