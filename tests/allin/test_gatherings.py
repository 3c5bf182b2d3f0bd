"""The timetable of a course: when the group meets, and to do what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.allin.actions.courses import Planned
from kominn.allin.actions.steps import DaysWrong
from kominn.allin.models import Course, Gathering
from tests.factories.allin import start

pytestmark = pytest.mark.django_db


def planned(day, starts="10:00", minutes=45, name="Byen på gulvet", method="kart-over-byen"):
    return Planned(day, dt.time.fromisoformat(starts), minutes, name, method)


def test_a_gathering_outside_the_days_of_the_course_starts_no_course(marit):
    today = timezone.localdate()
    with pytest.raises(DaysWrong):
        start(by=marit, last_day=today, gatherings=[planned(today + dt.timedelta(days=1))])
    assert not Course.objects.exists()


def test_the_course_page_shows_its_gatherings_in_the_order_of_the_day(marit, browse, sign_in):
    today = timezone.localdate()
    last = planned(today, "23:30", 45, name="<b>Bål</b>")
    course = start(by=marit, gatherings=[last, planned(today, "09:00", name="Velkommen")])
    sign_in(browse, marit)
    page = browse.get(f"/ungdom/kurs/{course.pk}/").content.decode()

    assert page.index("09.00–09.45") < page.index("23.30–00.15")
    assert "&lt;b&gt;Bål" in page


def test_a_course_page_asks_the_same_of_the_database_however_long_its_timetable(
    marit, browse, sign_in, django_assert_max_num_queries
):
    today = timezone.localdate()
    items = [planned(today, f"{hour:02}:00") for hour in range(24)]
    course = start(by=marit, gatherings=items)
    sign_in(browse, marit)
    with django_assert_max_num_queries(20):
        page = browse.get(f"/ungdom/kurs/{course.pk}/").content.decode()
    assert page.count("Byen på gulvet") == Gathering.objects.count() == 24
