"""What a project would have needed: both ends of the answer are counted again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citystats.budget.elections import Election
from citystats.budget.equal_shares import equal_shares
from citystats.budget.needs import needed
from citystats.budget.terms import BallotKind, Completion

COSTS = {"a": 700, "b": 500, "c": 900, "d": 400, "e": 1200}
ballots = st.lists(st.lists(st.sampled_from(sorted(COSTS)), unique=True), min_size=1, max_size=25)


def by_rule(election):
    return equal_shares(election, completion=Completion.ADD1_GREEDY, increment=10)


def with_voters(election, project, more):
    said = [
        [election.projects[c] for c, _ in election.ballots[b]] for b in election.ballot_of.tolist()
    ]
    costs = dict(zip(election.projects, election.costs, strict=True))
    return Election.of(costs, budget=election.budget, ballots=[*said, *[[project]] * more])


def cheaper(election, project, less):
    costs = dict(zip(election.projects, election.costs, strict=True))
    costs[project] -= less
    return replace(election, costs=tuple(costs.values()))


@given(ballots, st.integers(1, 2500))
@settings(max_examples=60, deadline=None)
def test_what_is_said_to_be_enough_is_and_one_less_is_not(said, budget):
    election = Election.of(COSTS, budget=budget, ballots=said)
    outcome = by_rule(election)
    for need in needed(outcome, by_rule, unit=10):
        if need.votes is not None:
            assert need.project in by_rule(with_voters(election, need.project, need.votes)).winners
            fewer = with_voters(election, need.project, need.votes - 1)
            assert need.project not in by_rule(fewer).winners
        if need.money is not None:
            assert need.money % 10 == 0
            assert need.project in by_rule(cheaper(election, need.project, need.money)).winners
            dearer = cheaper(election, need.project, need.money - 10)
            assert need.project not in by_rule(dearer).winners


def test_a_project_nobody_wants_needs_voters_and_no_price_helps_it():
    ballots = [["a"], ["a"], [], [], []]
    election = Election.of({"a": 10, "b": 10}, budget=10, ballots=ballots)
    (need,) = needed(by_rule(election), by_rule)
    assert need.money is None
    assert need.votes == 3


def test_of_points_no_number_of_voters_is_told():
    election = Election.of(
        {"a": 90, "b": 80}, budget=90, ballots=[{"a": 5, "b": 1}], kind=BallotKind.POINTS
    )
    (need,) = needed(equal_shares(election), equal_shares)
    assert need.votes is None


def test_only_what_was_not_funded_can_be_asked_for():
    election = Election.of({"a": 10, "b": 90}, budget=10, ballots=[["a"]])
    with pytest.raises(ValueError, match="funded or is unknown"):
        needed(equal_shares(election), equal_shares, projects=["a"])


def test_the_election_itself_is_left_as_it_was():
    election = Election.of({"a": 10, "b": 90}, budget=10, ballots=[["a"], ["b"]])
    before = election.ballot_of.copy()
    needed(equal_shares(election), equal_shares)
    assert np.array_equal(election.ballot_of, before)
