"""The measures of the demo city: every state and verdict, built by the deeds themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.config import profiles
from kominn.config.demo import do_in_order
from kominn.plan import demo
from kominn.plan.models import Measure, MeasureReview
from kominn.plan.states import State, Verdict


@pytest.mark.django_db
@pytest.mark.parametrize("today", ["2026-11-23", "2027-01-04", "2027-03-29", "2027-07-14"])
def test_on_any_day_the_demo_has_measures_in_every_state(kari, leif, stian, today):
    today = dt.date.fromisoformat(today)
    profiles.load("lagenvik")
    staff = {"kari": kari, "leif": leif, "stian": stian}
    do_in_order(list(demo.deeds(staff=staff, today=today)))

    assert {*Measure.objects.values_list("state", flat=True)} == {*State}
    assert {*MeasureReview.objects.values_list("verdict", flat=True)} == {*Verdict}
    assert Measure.objects.review_due(today + dt.timedelta(days=7)).count() >= 2
    assert Measure.objects.told(today).count() >= 4
    assert all(measure.area for measure in Measure.objects.filter(kind__slug="nabolag"))


@pytest.mark.django_db
def test_a_story_of_the_demo_happens_before_the_morning_of_today(kari, leif, stian):
    staff = {"kari": kari, "leif": leif, "stian": stian}
    today = dt.date(2026, 11, 23)
    assert all(deed.at.date() < today for deed in demo.deeds(staff=staff, today=today))
