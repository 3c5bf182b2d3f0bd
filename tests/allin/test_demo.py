"""The camps of the invented town show every way an idea can go."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from kominn.allin import demo
from kominn.allin.models import Concept, Course, Picture
from kominn.allin.pictures import SMALL
from kominn.allin.states import State
from kominn.config.demo import do_in_order
from tests.factories.accounts import UserFactory

TODAY = dt.date(2026, 11, 23)
LONG_AGO = TODAY - dt.timedelta(days=2000)


@pytest.fixture
def built(db, marit, leif, kari):
    staff = {"marit": marit, "leif": leif, "kari": kari}
    do_in_order(list(demo.deeds(staff=staff, since=LONG_AGO, today=TODAY)))


def test_two_camps_are_over_and_one_runs(built):
    courses = list(Course.objects.all())
    assert [c.last_day < TODAY for c in courses].count(True) == 2
    assert [c.first_day <= TODAY <= c.last_day for c in courses].count(True) == 1
    assert all(c.invented for c in courses)


def test_twenty_four_ideas_stand_in_every_state_and_the_answered_say_why(built):
    assert Concept.objects.count() == 24
    states = Counter(Concept.objects.values_list("state", flat=True))
    assert states.keys() == set(State)
    answered = Concept.objects.filter(state__in=[State.YES, State.YES_IF, State.NO])
    for concept in answered:
        assert len(concept.answer) > 40
        assert concept.answered_by
        assert concept.answered_on - concept.handed_in_on <= dt.timedelta(days=30)


def test_one_answer_is_late_so_that_it_can_be_seen(built):
    assert [c.name for c in Concept.objects.overdue(TODAY)] == ["Musikkbussen"]


def test_a_young_city_has_only_what_has_happened_since(db, leif, kari):
    staff = {"marit": UserFactory(roles=["facilitator"]), "leif": leif, "kari": kari}
    half_a_year = TODAY - dt.timedelta(days=182)
    do_in_order(list(demo.deeds(staff=staff, since=half_a_year, today=TODAY)))
    assert Course.objects.count() == 2


def test_no_deed_lies_in_the_future(leif):
    staff = {"marit": None, "leif": leif, "kari": None}
    deeds = demo.deeds(staff=staff, since=LONG_AGO, today=TODAY)
    assert max(deed.at.date() for deed in deeds) <= TODAY


def test_some_ideas_have_pictures_one_waits_to_be_seen_and_one_was_left_out(built):
    states = Counter(Picture.objects.values_list("concept__state", flat=True))
    assert states[State.HANDED_IN] == 1
    assert states[State.SHOWN] == 2
    assert [one.concept.name for one in Picture.objects.exclude(left_out="")] == [
        "Fiskekonkurranse"
    ]
    assert all(one.alt and len(one.small) <= SMALL.most_bytes for one in Picture.objects.shown())
