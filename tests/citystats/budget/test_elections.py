"""Elections from plain values: checked, and ballots alike kept together."""

import doctest

import pytest

import citystats.budget.elections
from citystats.budget.elections import Election
from citystats.budget.terms import BallotKind


def test_ballots_alike_are_kept_once():
    election = Election.of({"a": 5, "b": 3}, budget=6, ballots=[["a", "b"], [], ["b", "a"]])
    assert election.ballots == (((0, 1), (1, 1)), ())
    assert election.voters_of.tolist() == [2, 1]
    assert (election.n, election.m, election.votes) == (3, 2, (2, 2))


def test_points_and_places_become_weights():
    points = Election.of(
        {"a": 5, "b": 3}, budget=6, ballots=[{"a": 7, "b": 0}], kind=BallotKind.POINTS
    )
    assert points.votes == (7, 0)
    ranked = [["b", "a"], ["c"]]
    costs = {"a": 1, "b": 1, "c": 1}
    assert Election.of(costs, budget=1, ballots=ranked, kind=BallotKind.RANKING).votes == (2, 3, 3)
    five = Election.of(costs, budget=1, ballots=ranked, kind=BallotKind.RANKING, places=5)
    assert five.votes == (4, 5, 5)


@pytest.mark.parametrize(
    ("costs", "options", "sentence"),
    [
        ({}, {}, "1 to 10000 projects"),
        ({"a": 0}, {}, "the cost of 'a' must be a whole number from 1"),
        ({"a": 1.5}, {}, "the cost of 'a' must be"),
        ({"a": True}, {}, "the cost of 'a' must be"),
        ({"a": 10**16}, {}, "the cost of 'a' must be"),
        ({"a": 1}, {"budget": -1}, "the budget must be a whole number from 0"),
        ({"a": 1}, {"ballots": [["a"], ["b"]]}, "voter 2: no project is named 'b'"),
        ({"a": 1}, {"ballots": [["a", "a"]]}, "voter 1: names 'a' twice"),
        ({"a": 1}, {"ballots": [["a"]], "kind": BallotKind.POINTS}, "maps projects to points"),
        ({"a": 1}, {"ballots": [{"a": -1}], "kind": BallotKind.POINTS}, "gives -1 points"),
        ({"a": 1}, {"ballots": [{"a": 0.5}], "kind": BallotKind.POINTS}, "gives 0.5 points"),
        (
            {"a": 1, "b": 1},
            {"ballots": [["a", "b"]], "kind": BallotKind.RANKING, "places": 1},
            "ranks more than 1 projects",
        ),
    ],
)
def test_bad_elections_are_refused_with_a_sentence(costs, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        Election.of(costs, **({"budget": 1, "ballots": []} | options))


def test_its_examples_hold():
    assert doctest.testmod(citystats.budget.elections).failed == 0
