"""The invented town’s youth budget is voted on and counted, and differs from most votes alone."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.allin import demo as allin
from kominn.ballot import demo
from kominn.ballot.models import Urn, Vote
from kominn.ballot.states import State
from kominn.config.demo import do_in_order

TODAY = dt.date(2026, 11, 23)
SINCE = TODAY - dt.timedelta(days=2000)


@pytest.fixture
def vote(marit, leif, kari):
    staff = {"marit": marit, "leif": leif, "kari": kari}
    do_in_order(
        [
            *allin.deeds(staff=staff, since=SINCE, today=TODAY),
            *demo.deeds(staff=staff, since=SINCE, today=TODAY),
        ]
    )
    return Vote.objects.get()


def test_a_hundred_and_sixty_voted_and_nothing_of_theirs_is_left(vote):
    assert vote.state == State.COUNTED
    assert vote.count.spent == sum(demo.GROUPS) == 160
    assert not Urn.objects.exists()
    assert bytes(vote.private_key) == b""


def test_equal_shares_gives_more_of_them_something_than_most_votes(vote):
    result = vote.count.result
    assert result["with_one"] > result["most_votes_with_one"]
    assert result["cost"] <= demo.BUDGET
    assert vote.count.needs


def test_a_city_without_the_ideas_has_no_vote(db):
    assert list(demo.deeds(staff={}, since=TODAY, today=TODAY)) == []
