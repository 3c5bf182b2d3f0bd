"""Most votes first, as cities do it, and as a slow count does."""

import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.budget.greedy
from citystats.budget.elections import Election
from citystats.budget.greedy import greedy
from citystats.budget.terms import BallotKind, Rule, Satisfaction
from tests.citystats.budget import oracle
from tests.citystats.budget.elections import LODZ, elections, needs, read


@needs(LODZ)
def test_a_large_city_gets_exactly_the_projects_it_published():
    file = read(LODZ)
    outcome = greedy(file.election, least_votes=file.least_votes)
    assert set(outcome.winners) == set(file.selected)
    assert (len(outcome.winners), outcome.cost) == (16, outcome.budget)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(BallotKind).flatmap(lambda kind: elections(kind=kind)),
    st.sampled_from(Satisfaction),
)
def test_it_funds_the_same_in_the_same_order_as_the_slow_count(drawn, satisfaction):
    election, costs, ballots, budget = drawn
    expected = oracle.greedy(costs, ballots, budget, by_cost=satisfaction is Satisfaction.COST)
    assert list(greedy(election, satisfaction=satisfaction).winners) == expected


def test_what_does_not_fit_is_passed_over_and_what_has_too_few_votes_is_left_out():
    votes = [["dear", "park"], ["dear", "park"], ["dear", "bench"]]
    election = Election.of({"dear": 20, "park": 8, "bench": 2}, budget=10, ballots=votes)
    assert greedy(election).winners == ("park", "bench")
    assert greedy(election, least_votes=2).winners == ("park",)


def test_nobody_pays_from_a_share():
    outcome = greedy(Election.of({"a": 1}, budget=1, ballots=[["a"]]))
    assert (outcome.method, outcome.spending(0), outcome.prices) == (Rule.GREEDY, {}, ())


def test_its_examples_hold():
    assert doctest.testmod(citystats.budget.greedy).failed == 0
