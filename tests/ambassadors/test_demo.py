"""Thirty invented ambassadors stand on every step, and nobody has a name."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from kominn.ambassadors import demo
from kominn.ambassadors.models import Badge, Deed, Gathering, Passport
from kominn.ambassadors.states import Sign, Step
from kominn.config.demo import do_in_order
from tests.factories.accounts import UserFactory

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def built(db):
    staff = {"marit": UserFactory(name="Marit", roles=["facilitator"])}
    since = TODAY - dt.timedelta(days=400)
    do_in_order(list(demo.deeds(staff=staff, since=since, today=TODAY)))


def test_thirty_stand_on_four_steps(built):
    steps = Counter(Passport.objects.values_list("step", flat=True))
    assert steps == {
        Step.PARTICIPANT: 12, Step.HELPER: 9, Step.AMBASSADOR: 7, Step.TRAINER: 2
    }  # fmt: skip
    assert set(Passport.objects.values_list("first_name", "invented")) == {("", True)}


def test_each_step_has_its_badge_and_something_waits_for_a_grown_up(built):
    assert Badge.objects.count() == 9 + 7 * 2 + 2 * 3
    assert Deed.objects.filter(sign=Sign.WAITING).count() == 3


def test_one_gathering_lies_ahead(built):
    ahead = [one for one in Gathering.objects.all() if one.starts_at.date() > TODAY]
    assert len(ahead) == 1


def test_a_city_that_began_yesterday_has_none(db):
    yesterday = TODAY - dt.timedelta(days=1)
    assert list(demo.deeds(staff={}, since=yesterday, today=TODAY)) == []
