"""Phragmén's rule: as a slow count, paid in full, and blind to any order."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.budget.phragmen
from citystats.budget.elections import Election
from citystats.budget.phragmen import phragmen
from citystats.budget.terms import BallotKind
from tests.citystats.budget import oracle
from tests.citystats.budget.elections import elections


@settings(max_examples=150, deadline=None)
@given(elections())
def test_it_buys_the_same_in_the_same_order_as_the_slow_count(drawn):
    election, costs, ballots, budget = drawn
    outcome = phragmen(election)
    assert list(outcome.winners) == oracle.phragmen(costs, ballots, budget)
    assert list(outcome.prices) == sorted(outcome.prices)
    assert outcome.cost <= budget


@settings(max_examples=100, deadline=None)
@given(elections())
def test_every_project_is_paid_in_full_and_nobody_pays_more_than_was_received(drawn):
    election, *_ = drawn
    outcome = phragmen(election)
    paid = [outcome.spending(voter) for voter in range(outcome.n)]
    for project in outcome.bought:
        name = election.projects[project]
        assert sum(purse.get(name, 0) for purse in paid) == election.costs[project]
    if outcome.bought:
        assert all(sum(purse.values()) <= outcome.prices[-1] for purse in paid)


@settings(max_examples=100, deadline=None)
@given(elections(), st.randoms(use_true_random=False))
def test_no_order_of_ballots_or_projects_changes_anything(drawn, random):
    election, costs, ballots, budget = drawn
    projects, mixed = list(costs.items()), [list(ballot) for ballot in ballots]
    random.shuffle(projects)
    random.shuffle(mixed)
    other = Election.of(dict(projects), budget=budget, ballots=mixed)
    assert phragmen(other).winners == phragmen(election).winners


def test_a_voter_pays_what_was_received_since_the_last_time():
    election = Election.of({"a": 4, "b": 3}, budget=7, ballots=[["a", "b"], ["a"], ["b"]])
    outcome = phragmen(election)
    assert outcome.winners == ("b", "a")
    assert outcome.prices == (Fraction(3, 2), Fraction(11, 4))
    assert outcome.spending(0) == {"b": Fraction(3, 2), "a": Fraction(5, 4)}


def test_it_ends_with_the_first_that_would_overspend():
    election = Election.of({"a": 4, "b": 6, "c": 2}, budget=7, ballots=[["a"], ["a"], ["b"], ["b"]])
    assert phragmen(election).winners == ("a",)


@pytest.mark.parametrize("kind", [BallotKind.POINTS, BallotKind.RANKING])
def test_it_is_defined_for_approvals_only(kind):
    election = Election.of({"a": 1}, budget=1, ballots=[{"a": 1}], kind=kind)
    with pytest.raises(ValueError, match="defined for approvals"):
        phragmen(election)


def test_its_examples_hold():
    assert doctest.testmod(citystats.budget.phragmen).failed == 0
