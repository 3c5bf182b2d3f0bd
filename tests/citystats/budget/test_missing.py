"""What a project lacked: with it the project is funded, with one less it is not."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.budget.missing
from citystats.budget.elections import Election
from citystats.budget.equal_shares import equal_shares
from citystats.budget.greedy import greedy
from citystats.budget.missing import missing
from citystats.budget.terms import BallotKind, Completion, Satisfaction
from tests.citystats.budget import oracle
from tests.citystats.budget.elections import ASSEN, elections, needs, read


def funded(costs, ballots, share, satisfaction, project):
    by_cost = satisfaction is Satisfaction.COST
    return project in oracle.equal_shares(costs, ballots, share, by_cost=by_cost)[0]


def check(drawn, satisfaction):
    election, costs, ballots, _ = drawn
    outcome = equal_shares(election, satisfaction=satisfaction)
    for lack in missing(outcome):
        share = outcome.share

        def with_votes(more, project=lack.project, share=share):
            extra = [{project: 1}] * more
            return funded(costs, ballots + extra, share, satisfaction, project)

        def with_less(money, project=lack.project, share=share):
            changed = costs | {project: costs[project] - money}
            return funded(changed, ballots, share, satisfaction, project)

        if lack.votes is not None and lack.votes < 2000:
            assert with_votes(lack.votes)
            assert not with_votes(lack.votes - 1)
        if lack.money is not None:
            assert with_less(lack.money)
            assert not with_less(lack.money - 1)
        elif costs[lack.project] < 100:
            assert not any(with_less(money) for money in range(1, costs[lack.project]))


@settings(max_examples=150, deadline=None)
@given(elections(most_projects=5), st.sampled_from(Satisfaction))
def test_it_is_enough_and_one_less_is_not(drawn, satisfaction):
    check(drawn, satisfaction)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([BallotKind.POINTS, BallotKind.RANKING]).flatmap(
        lambda kind: elections(kind=kind, most_projects=4)
    ),
    st.sampled_from(Satisfaction),
)
def test_with_points_and_rankings_money_is_told_and_votes_are_not(drawn, satisfaction):
    check(drawn, satisfaction)
    outcome = equal_shares(drawn[0], satisfaction=satisfaction)
    assert {lack.votes for lack in missing(outcome)} <= {None}


@needs(ASSEN)
def test_in_assen_one_vote_or_fourteen_euros_were_missing():
    outcome = equal_shares(read(ASSEN).election, completion=Completion.ADD1)
    [lack] = missing(outcome, projects=["8"])
    assert (lack.votes, lack.money) == (1, 14)


def test_without_votes_only_votes_help():
    outcome = equal_shares(Election.of({"a": 6, "b": 9}, budget=6, ballots=[["a"], ["a"]]))
    [lack] = missing(outcome)
    assert (lack.project, lack.votes, lack.money) == ("b", 3, None)
    nobody = equal_shares(Election.of({"a": 6}, budget=6, ballots=[]))
    assert missing(nobody)[0].votes is None
    assert outcome.share == Fraction(3)


def test_only_of_equal_shares_and_of_what_was_not_funded():
    election = Election.of({"a": 6}, budget=6, ballots=[["a"]])
    with pytest.raises(ValueError, match="only of equal shares"):
        missing(greedy(election))
    for project in ("a", "nothing"):
        with pytest.raises(ValueError, match="was funded or is unknown"):
            missing(equal_shares(election), projects=[project])


def test_its_examples_hold():
    assert doctest.testmod(citystats.budget.missing).failed == 0
