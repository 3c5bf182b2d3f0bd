"""A grown-up is called where words hint at danger: in time, without a word of what was written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from kominn.audit.models import Event
from kominn.core.worktime import NORWAY
from kominn.participation import calling, jobs
from kominn.participation.models import Call
from kominn.participation.states import CallEnd, CallState
from kominn.roster import actions as roster
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, 10, 5, tzinfo=NORWAY)
FIVE = dt.timedelta(minutes=5)


def raised(course):
    letters()  # What the roster wrote is gone before anybody is called.
    with transaction.atomic():
        return calling.call_grown_up(
            course.room, where=course.name, adult=course.leader, today=MONDAY.date()
        )


def letters():
    waiting = [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]
    DBTaskResult.objects.all().delete()
    return waiting


def told(at):
    jobs.call_grown_ups(at=at)
    return sorted(one["to"] for one in letters())


@pytest.fixture
def on_duty(intake_team, inga, kari):
    day = {"first_day": MONDAY.date(), "last_day": MONDAY.date()}
    roster.put_on_duty(intake_team, inga, **day, night=False, by=kari, at=MONDAY)
    return inga


@pytest.fixture
def crisis(kari):
    rita = UserFactory(name="Rita", email="rita@example.org", roles=["leader"])
    roster.name_crisis_contact(rita, by=kari, at=MONDAY)
    return rita


def test_whoever_leads_and_whoever_is_on_duty_get_a_letter_at_the_next_round(
    course, marit, on_duty
):
    raised(course)
    assert letters() == [], "nothing is sent from the writer's own request"
    assert told(MONDAY) == sorted([marit.email, on_duty.email])
    assert told(MONDAY + FIVE) == []


def test_the_letter_names_the_course_and_its_leader_and_nothing_else(course, on_duty):
    raised(course)
    jobs.call_grown_ups(at=MONDAY)
    for letter in letters():
        assert course.name in letter["body"]
        assert "Marit" in letter["body"]
        assert str(course.room.code) not in letter["body"]


def test_who_stands_in_for_the_leader_gets_it_in_their_place(course, marit, on_duty, kari):
    other = UserFactory(name="Odd", email="odd@example.org", roles=["facilitator"])
    day = {"first_day": MONDAY.date(), "last_day": MONDAY.date()}
    roster.be_away(marit, **day, deputy=other, by=marit, at=MONDAY)
    call = raised(course)
    assert told(MONDAY) == sorted([other.email, on_duty.email])
    assert call in Call.objects.visible_to(other, MONDAY.date())


def test_where_nobody_looks_the_crisis_contact_is_asked_and_asked_again(course, on_duty, crisis):
    raised(course)
    told(MONDAY)
    waits = [told(MONDAY + n * FIVE) for n in range(1, 17)]
    assert waits[3] == [crisis.email]
    assert crisis.email in waits[15]
    assert sum(map(bool, waits)) == 2


def test_where_nobody_is_on_duty_the_crisis_contact_is_asked_at_once(course, marit, crisis):
    raised(course)
    at_night = MONDAY.replace(hour=3)
    assert told(at_night) == sorted([marit.email, crisis.email])


def test_somebody_is_asked_even_where_nobody_was_ever_named(course, marit, leif):
    raised(course)
    assert leif.email in told(MONDAY)


def test_however_much_is_written_there_is_one_open_call_in_a_room(course, on_duty):
    assert len({raised(course).pk for _n in range(20)}) == 1
    assert len(told(MONDAY)) == 2


def test_one_who_has_looked_ends_it_once(course, on_duty, marit, inga):
    call = raised(course)
    calling.has_looked(call, CallEnd.TALKED, by=marit, at=MONDAY)
    with pytest.raises(calling.WrongState):
        calling.has_looked(call, CallEnd.NOTHING, by=inga, at=MONDAY)
    assert told(MONDAY) == []
    assert Call.objects.get().state == CallState.LOOKED
    assert Event.objects.filter(verb="call.looked").count() == 1
    assert raised(course).pk != call.pk


def test_a_colleague_who_leads_another_course_does_not_see_it(course):
    call = raised(course)
    stranger = UserFactory(roles=["facilitator"])
    assert call not in Call.objects.visible_to(stranger, MONDAY.date())


def test_the_page_leaves_a_trace_each_time_it_is_read(course, marit, browse):
    call = raised(course)
    sign_in(browse, marit)
    page = browse.get(reverse("allin:call", args=[call.pk]))
    assert page.status_code == 200
    assert Event.objects.filter(verb="call.read", target=f"call:{call.pk}").exists()


@pytest.mark.django_db(transaction=True)
def test_the_page_opens_where_no_transaction_is_around_it(course, marit, browse):
    """As on a real site: the trail writes only within one, and makes it itself."""
    call = raised(course)
    sign_in(browse, marit)
    assert browse.get(reverse("allin:call", args=[call.pk])).status_code == 200


def test_no_moment_stands_in_the_row():
    kinds = {field.get_internal_type() for field in Call._meta.fields}
    assert not kinds & {"DateTimeField", "TimeField"}


def test_a_call_is_forgotten_ninety_days_after_somebody_looked(course, marit):
    call = raised(course)
    calling.has_looked(call, CallEnd.NOTHING, by=marit, at=MONDAY)
    jobs.forget_old(at=MONDAY + dt.timedelta(days=90))
    assert Call.objects.exists()
    jobs.forget_old(at=MONDAY + dt.timedelta(days=91))
    assert not Call.objects.exists()
