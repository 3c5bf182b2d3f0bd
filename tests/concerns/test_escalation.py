"""Where nobody does anything it is told further: the holder, the leader, the crisis contact."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.accounts.models import User
from kominn.audit.models import Event
from kominn.concerns import clocks, jobs
from kominn.concerns.actions import escalate, handle, handover, mailbox, nearness, talk
from kominn.concerns.clocks import Clock
from kominn.concerns.models import Concern
from kominn.concerns.states import Nudged
from kominn.core.jobs import run_due
from kominn.core.models import Tick
from kominn.core.worktime import NORWAY
from kominn.portal import joining
from kominn.portrait.models import City
from kominn.roster import actions as roster
from kominn.vault.actions import teams
from tests.concerns.test_handover import offer
from tests.concerns.watch import danger, forget_letters, letters, moment, silence
from tests.factories.accounts import UserFactory
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    add,
    again,
    finish,
    setting,
    tell,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(intake, inga, kari, leif, rita):
    User.objects.update(language="en")
    for user in (inga, kari, leif, rita):
        user.refresh_from_db()


@pytest.fixture
def rita(db):
    """Rita is whom a crisis reaches."""
    return UserFactory(name="Rita", roles=["employee"])


@pytest.fixture
def crisis(rita, kari):
    return roster.name_crisis_contact(rita, by=kari, at=moment(2))


def asked(concern):
    about = Event.objects.about(f"concern:{concern.pk}").filter(verb__endswith="_asked")
    return [event.verb.removeprefix("concern.").removesuffix("_asked") for event in about]


def away(user, first, last, *, deputy=None):
    days = {"first_day": dt.date(2026, 3, first), "last_day": dt.date(2026, 3, last)}
    found = roster.be_away(user, **days, deputy=deputy, by=user, at=moment(2))
    forget_letters()
    return found


def on_duty(team, user, first, last, *, by, night=False):
    days = {"first_day": dt.date(2026, 3, first), "last_day": dt.date(2026, 3, last)}
    roster.put_on_duty(team, user, **days, night=night, by=by, at=moment(2))
    forget_letters()


# --- A day's silence ---------------------------------------------------------------------------


def test_silence_goes_from_the_holder_to_the_leader_to_the_crisis_contact(inga, crisis):
    forget_letters()
    concern = ConcernFactory(held_by=inga)  # To be done by Wednesday the 11th.
    assert silence(moment(11)) == []
    assert silence(moment(12)) == [("inga", "holder")]
    assert silence(moment(13)) == [("leif", "leader")]
    assert silence(moment(14)) == silence(moment(15)) == []  # Saturday and Sunday.
    assert silence(moment(16)) == [("rita", "crisis")]
    assert [silence(moment(day)) for day in (17, 18, 19)] == [[], [], []]
    assert asked(concern) == ["holder", "leader", "crisis_contact"]


def test_what_nobody_has_taken_is_asked_of_those_on_duty_or_of_all_who_read(intake, inga, kari):
    ConcernFactory()  # To be looked at by Wednesday the 4th.
    assert silence(moment(4)) == []
    assert silence(moment(5)) == [("inga", "holder"), ("kari", "holder")]
    Concern.objects.all().update(nudged=0)
    on_duty(intake, kari, 6, 6, by=kari)
    assert silence(moment(6)) == [("kari", "holder")]


def test_once_a_day_and_not_before_it_opens(inga):
    ConcernFactory(held_by=inga)
    assert silence(moment(12, 8, 59)) == []
    assert silence(moment(12, 9, 0)) == [("inga", "holder")]
    assert silence(moment(12, 14, 0)) == []
    assert silence(moment(13, 20, 0)) == [("leif", "leader")]  # The server was down all day.


def test_three_hundred_that_are_late_are_one_letter_to_each(inga, kari, leif):
    for _ in range(30):
        ConcernFactory(held_by=inga)
        ConcernFactory(held_by=kari)
        ConcernFactory()
    assert silence(moment(12)) == [("inga", "holder"), ("kari", "holder")]
    assert silence(moment(13)) == [("leif", "leader")]


def test_who_is_both_leader_and_holder_gets_the_gravest_letter(inga, leif):
    ConcernFactory(held_by=inga)
    silence(moment(12))
    User.objects.get(pk=inga.pk).appointments.create(role="leader", appointed_at=timezone.now())
    ConcernFactory(held_by=inga, at=TUESDAY + DAY)
    assert silence(moment(13)) == [("inga", "leader"), ("leif", "leader")]


def deed_of(deed, concern, kari, inga, at):
    if deed == "note":
        talk.note(concern, "Ringt.", token=uuid.uuid4(), by=kari, at=at)
    elif deed == "sort":
        handle.sort(concern, theme="place", area=None, due_on=dt.date(2026, 3, 20), by=kari, at=at)
    elif deed == "write":
        write(concern, by=kari, at=at)
    elif deed == "take":
        handle.take(concern, by=inga, at=at)
    elif deed == "accept":
        one = offer(concern, inga, by=kari, answer_by=dt.date(2026, 3, 13), at=at)
        handover.accept(one, by=inga, at=at)
    else:
        finish(concern, by=kari, at=at)


@pytest.mark.parametrize("deed", ["note", "sort", "write", "take", "accept", "close"])
def test_a_deed_ends_the_silence_and_the_next_begins_with_the_holder(inga, kari, deed):
    concern = ConcernFactory(held_by=kari)
    silence(moment(12))
    deed_of(deed, concern, kari, inga, moment(12, 12))
    forget_letters()
    assert again(concern).nudged == Nudged.NOBODY

    late = "inga" if deed in ("take", "accept") else "kari"
    expected = {"sort": [], "close": []}.get(deed, [(late, "holder")])
    assert silence(moment(13)) == expected
    if deed == "sort":
        assert silence(moment(23)) == [("kari", "holder")]


def test_a_new_day_set_in_another_room_ends_the_silence_too(inga):
    concern = ConcernFactory(held_by=inga)
    silence(moment(12))
    Concern.objects.update(due_on=dt.date(2026, 3, 16))
    assert silence(moment(13)) == []
    assert again(concern).nudged == Nudged.NOBODY
    assert silence(moment(17)) == [("inga", "holder")]


def test_reading_alone_does_nothing_to_the_silence(inga, leif):
    concern = ConcernFactory(held_by=inga)
    silence(moment(12))
    handle.read(again(concern), by=inga, at=moment(12, 12))
    assert silence(moment(13)) == [("leif", "leader")]


# --- Who is not there --------------------------------------------------------------------------


def test_the_holder_is_on_leave_and_the_deputy_is_asked(inga, kari):
    away(inga, 9, 20, deputy=kari)
    ConcernFactory(held_by=inga)
    assert silence(moment(12)) == [("kari", "holder")]


def test_the_holder_is_on_leave_without_a_deputy_and_those_on_duty_are_asked(intake, inga, kari):
    away(inga, 9, 20)
    ConcernFactory(held_by=inga)
    assert silence(moment(12)) == [("kari", "holder")]


def test_a_holder_who_left_the_house_is_not_written_to(intake, inga, kari, ada):
    ConcernFactory(held_by=inga)
    joining.leave_the_house(inga, by=ada, at=timezone.now())
    assert silence(moment(12)) == [("kari", "holder")]


def test_a_holder_who_no_longer_reads_for_the_team_is_not_asked(intake, inga, kari):
    ConcernFactory(held_by=inga)
    teams.remove(intake, inga, by=kari, at=moment(11))
    assert silence(moment(12)) == [("kari", "holder")]


def test_who_reads_but_may_not_hold_the_baton_is_not_asked(intake, inga, kari):
    vera = UserFactory(name="Vera", roles=["assessor"])
    teams.admit(intake, vera, by=inga, at=moment(2))
    ConcernFactory()
    assert silence(moment(5)) == [("inga", "holder"), ("kari", "holder")]


def test_the_leader_s_deputy_is_asked_in_the_leader_s_place(inga, leif, stian):
    User.objects.filter(pk=stian.pk).update(language="en")
    away(leif, 9, 20, deputy=stian)
    ConcernFactory(held_by=inga)
    silence(moment(12))
    assert silence(moment(13)) == [("stian", "leader")]


def test_where_nobody_leads_the_crisis_contact_is_asked_at_once(inga, leif, crisis, ada):
    leif.appointments.update(ended_at=timezone.now(), ended_by=ada)
    forget_letters()
    concern = ConcernFactory(held_by=inga)
    silence(moment(12))
    assert silence(moment(13)) == [("rita", "crisis")]
    assert again(concern).nudged == Nudged.CRISIS


def test_where_there_is_nobody_to_ask_it_is_tried_again_the_next_day(
    inga, kari, leif, rita, ada, caplog
):
    leif.appointments.update(ended_at=timezone.now(), ended_by=ada)
    ConcernFactory(held_by=inga)
    silence(moment(12))
    assert silence(moment(13)) == []
    assert "nobody to ask" in caplog.text
    roster.name_crisis_contact(rita, by=kari, at=moment(13))
    forget_letters()
    assert silence(moment(16)) == [("rita", "crisis")]


# --- Clocks that jump, and days nobody works ---------------------------------------------------


def test_a_clock_that_goes_back_an_hour_asks_nobody_twice(inga):
    ConcernFactory(held_by=inga)
    assert silence(moment(12, 9, 30)) == [("inga", "holder")]
    assert silence(moment(12, 8, 30)) == silence(moment(12, 9, 30)) == []


def test_a_clock_that_leaps_three_days_goes_one_step_and_no_further(inga, leif, crisis):
    forget_letters()
    ConcernFactory(held_by=inga)
    assert silence(moment(18)) == [("inga", "holder")]
    assert silence(moment(18, 10)) == []
    assert silence(moment(12)) == []  # Set right again: the holder knows.
    assert silence(moment(13)) == [("leif", "leader")]


def test_holidays_and_closed_days_are_not_silence(inga, leif):
    """The day is the Wednesday before Easter; the first open day after it is the Tuesday."""
    ConcernFactory(held_by=inga)
    Concern.objects.update(due_on=dt.date(2026, 4, 1))
    for day in (2, 3, 4, 5, 6):
        assert silence(moment(day, month=4)) == []
    assert silence(moment(7, month=4)) == [("inga", "holder")]
    assert silence(moment(8, month=4)) == [("leif", "leader")]

    ConcernFactory(held_by=inga)
    Concern.objects.update(due_on=dt.date(2026, 12, 23), nudged=0)
    assert silence(moment(24, month=12)) == []  # The municipality's own closed day.
    assert silence(moment(28, month=12)) == [("inga", "holder")]


def test_before_there_is_a_city_nobody_is_asked(db):
    City.objects.all().delete()
    assert jobs.ask_where_it_is_silent(at=moment(12)) == 0
    assert jobs.ask_where_danger_is(at=moment(12)) == 0


def test_a_job_that_fails_is_done_again_the_same_day(inga, monkeypatch):
    ConcernFactory(held_by=inga)
    with monkeypatch.context() as broken:
        broken.setattr(escalate, "send_later", lambda letter: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            silence(moment(12))
    assert silence(moment(12, 10)) == [("inga", "holder")]


# --- Danger now --------------------------------------------------------------------------------


def in_danger(at=TUESDAY, **also):
    return ConcernFactory(in_danger=True, at=at, **also)


def test_danger_is_asked_of_those_on_duty_at_once_then_of_the_leader_then_of_the_crisis_contact(
    intake, kari, crisis
):
    on_duty(intake, kari, 2, 6, by=kari)
    concern = in_danger()  # At 10.15.
    assert danger(moment(3, 10, 20)) == [("kari", "look")]
    assert danger(moment(3, 12, 15)) == []
    assert danger(moment(3, 12, 20)) == [("leif", "leader")]
    assert danger(moment(3, 13, 15)) == []
    assert danger(moment(3, 13, 25)) == [("rita", "crisis")]
    assert [danger(moment(3, hour)) for hour in (14, 15)] == [[], []]
    assert again(concern).nudged == Nudged.CRISIS


def test_the_first_look_stops_the_clock(intake, inga, leif):
    concern = in_danger()
    danger(moment(3, 10, 20))
    handle.read(again(concern), by=inga, at=moment(3, 11))
    assert again(concern).clock is None
    assert danger(moment(3, 13)) == []
    # Looked at, and still taken by nobody: from here on the day counts.
    assert silence(moment(4)) == [("inga", "holder"), ("kari", "holder")]
    assert silence(moment(5)) == [("leif", "leader")]


def test_who_takes_it_unread_has_answered(intake, inga):
    concern = in_danger()
    handle.take(again(concern), by=inga, at=moment(3, 11))
    assert again(concern).clock is None


def test_what_is_taken_back_or_erased_runs_no_more(intake, inga):
    mailbox.withdraw(mailbox.find(in_danger().receipt), at=moment(3, 10, 30))
    read = in_danger()
    handle.read(read, by=inga, at=moment(3, 10, 30))
    again_in_danger(read)
    mailbox.withdraw(mailbox.find(read.receipt), at=moment(3, 10, 40))
    assert not Concern.objects.filter(clock__isnull=False).exists()
    assert danger(moment(3, 13)) == []


def again_in_danger(concern):
    sealed = clocks.begin(concern.pk, TUESDAY, setting().hours)
    Concern.objects.filter(pk=concern.pk).update(clock=sealed)


def test_a_form_sent_again_with_danger_starts_the_clock(intake, inga, kari):
    seed = secrets.token_bytes(32)
    concern = tell(seen="Noe", danger="no", seed=seed)
    handle.take(concern, by=inga, at=TUESDAY)
    Concern.objects.update(nudged=Nudged.LEADER)
    tell(seen="Nå slår han", danger="yes", seed=seed, at=moment(3, 11))
    assert danger(moment(3, 11, 5)) == [("inga", "look"), ("kari", "look")]
    assert Concern.objects.get(pk=concern.pk).nudged == Nudged.HOLDER


def test_at_night_the_night_watch_is_asked_and_the_clock_runs_while_there_is_one(
    intake, inga, kari, crisis
):
    on_duty(intake, inga, 3, 3, by=kari, night=True)
    in_danger(at=moment(3, 22, 2))
    assert danger(moment(3, 22, 5)) == [("inga", "look")]
    assert danger(moment(4, 0, 0)) == []
    assert danger(moment(4, 0, 10)) == [("leif", "leader")]
    assert danger(moment(4, 1, 15)) == [("rita", "crisis")]
    # In the morning those on duty by day hear of it too; the night watch not once more.
    assert danger(moment(4, 9, 0)) == [("kari", "look")]


def test_without_a_night_watch_the_clock_waits_for_the_morning(intake, inga, kari):
    in_danger(at=moment(3, 22, 2))
    for at in (moment(3, 22, 5), moment(4, 3, 0), moment(4, 8, 55)):
        assert danger(at) == []
    assert danger(moment(4, 9, 0)) == [("inga", "look"), ("kari", "look")]
    assert danger(moment(4, 10, 55)) == []
    assert danger(moment(4, 11, 5)) == [("leif", "leader")]


def test_over_easter_the_clock_waits_for_the_first_open_day(intake, inga, kari):
    in_danger(at=moment(1, 14, 30, month=4))
    assert danger(moment(1, 14, 35, month=4)) == [("inga", "look"), ("kari", "look")]
    assert danger(moment(6, 12, month=4)) == []
    assert danger(moment(7, 10, 25, month=4)) == []
    assert danger(moment(7, 10, 35, month=4)) == [("leif", "leader")]


def test_a_watch_that_changes_hands_is_told_and_its_clock_is_no_longer_than_two_hours(
    intake, inga, kari
):
    on_duty(intake, kari, 3, 3, by=kari)
    on_duty(intake, inga, 3, 3, by=kari, night=True)
    in_danger(at=moment(3, 14, 32))
    assert danger(moment(3, 14, 35)) == [("kari", "look")]
    assert danger(moment(3, 15, 0)) == [("inga", "look")]
    assert danger(moment(3, 16, 55)) == []
    assert danger(moment(3, 17, 5)) == [("leif", "leader")]


def test_a_clock_that_jumps_loses_no_danger(intake, leif):
    in_danger()
    danger(moment(3, 10, 20))
    assert danger(moment(3, 9, 20)) == []  # An hour back.
    assert danger(moment(3, 11, 25)) == [("leif", "leader")]

    # Set while the time ran three days ahead: never more than two hours are left of it.
    Concern.objects.all().delete()
    concern = in_danger(at=TUESDAY + 3 * DAY)
    danger(moment(3, 10, 20))
    assert clocks.opened(concern.pk, again(concern).clock, at=TUESDAY).by <= moment(3, 12, 20)
    assert danger(moment(3, 12, 25)) == [("leif", "leader")]


def test_ahead_of_itself_the_job_takes_one_step_at_a_time(intake, leif, crisis):
    forget_letters()
    in_danger()
    assert danger(TUESDAY + 3 * DAY) == [("inga", "look"), ("kari", "look"), ("leif", "leader")]
    assert danger(TUESDAY + 3 * DAY) == []


def test_a_clock_that_cannot_be_opened_has_run_out(intake, leif):
    concern = in_danger()
    other = in_danger()
    clock = Concern.objects.get(pk=other.pk).clock  # From another row.
    Concern.objects.filter(pk=other.pk).delete()
    for broken in (b"", b"x" * 60, clock):
        Concern.objects.filter(pk=concern.pk).update(clock=broken, nudged=0)
        assert ("leif", "leader") in danger(moment(3, 10, 20))


def test_three_hundred_in_danger_are_one_letter_to_each_and_few_questions(intake, inga, kari, leif):
    def ask(at):
        with CaptureQueriesContext(connection) as captured:
            jobs.ask_where_danger_is(at=at)
        return [q["sql"] for q in captured.captured_queries if q["sql"].startswith("SELECT")]

    in_danger()
    few = ask(moment(3, 10, 20))
    forget_letters()
    for _ in range(40):
        in_danger()
    many = ask(moment(3, 11, 25))
    assert letters() == [("inga", "look"), ("kari", "look")]
    assert len(many) == len(few)


def test_who_has_not_looked_gets_no_other_letter_within_the_hour(intake, inga, kari):
    first = in_danger()
    both = [("inga", "look"), ("kari", "look")]
    assert danger(moment(3, 10, 20)) == both
    second = in_danger(at=moment(3, 10, 31))
    assert danger(moment(3, 10, 35)) == []
    in_danger(at=moment(3, 11, 21))
    assert danger(moment(3, 11, 25)) == both, "an hour has gone"

    for seen in (first, second):
        handle.read(again(seen), by=inga, at=moment(3, 11, 30))
    Concern.objects.exclude(pk__in=[first.pk, second.pk]).delete()
    in_danger(at=moment(3, 11, 31))
    assert danger(moment(3, 11, 35)) == both, "they have looked since the last letter"


# --- What is closed to whoever is on duty -----------------------------------------------------


@pytest.fixture
def closed_to_kari(intake, inga, kari):
    """Kari alone is on duty, day and night, and stands near; nobody holds it."""
    on_duty(intake, kari, 3, 6, by=kari)
    on_duty(intake, kari, 3, 6, by=kari, night=True)
    concern = ConcernFactory()
    nearness.say_near(concern, hours=setting().hours, by=kari, at=TUESDAY)
    forget_letters()
    return concern


def told_of_danger(concern, at):
    told = mailbox.find(concern.receipt)
    also = {"token": uuid.uuid4(), "hours": setting().hours, "at": at, "danger": True}
    mailbox.add(told, "Han har kniv nå.", **also)
    forget_letters()


def hold_no_more(user):
    user.appointments.update(ended_at=timezone.now(), ended_by=user)


def test_danger_in_what_is_closed_to_the_one_on_duty_is_asked_of_who_can_open_it(
    closed_to_kari, inga, leif
):
    told_of_danger(closed_to_kari, moment(4, 11))
    assert danger(moment(4, 11, 5)) == [("inga", "look")]
    assert danger(moment(4, 12)) == []
    assert danger(moment(4, 13, 5)) == [("leif", "leader")]


def test_danger_at_night_in_what_is_closed_to_the_night_watch_is_asked_of_who_can_open_it(
    closed_to_kari, inga, leif
):
    told_of_danger(closed_to_kari, moment(4, 22))
    assert danger(moment(4, 22, 5)) == [("inga", "look")]
    assert danger(moment(5, 0, 5)) == [("leif", "leader")]


def test_danger_in_what_nobody_can_open_is_asked_of_the_leader_at_once(
    closed_to_kari, inga, leif, crisis
):
    hold_no_more(inga)
    told_of_danger(closed_to_kari, moment(4, 11))
    assert danger(moment(4, 11, 5)) == [("leif", "leader")]
    assert danger(moment(4, 11, 10)) == []
    assert danger(moment(4, 12, 5)) == [("rita", "crisis")]


def test_who_stands_near_after_the_letter_is_followed_by_who_can_open_it(intake, inga, kari, leif):
    on_duty(intake, kari, 3, 6, by=kari)
    concern = in_danger()
    assert danger(moment(3, 10, 20)) == [("kari", "look")]
    nearness.say_near(concern, hours=setting().hours, by=kari, at=moment(3, 10, 22))
    forget_letters()
    assert danger(moment(3, 10, 25)) == [("inga", "look")]


def test_silence_in_what_is_closed_to_the_one_on_duty_is_asked_of_who_can_open_it(
    closed_to_kari, inga, leif
):
    assert silence(moment(5)) == [("inga", "holder")]
    assert silence(moment(6)) == [("leif", "leader")]


def test_silence_in_what_nobody_can_open_is_asked_of_the_leader_at_once(closed_to_kari, inga, leif):
    hold_no_more(inga)
    assert silence(moment(5)) == [("leif", "leader")]


def test_forty_that_are_closed_to_the_one_on_duty_cost_no_more_questions_than_one(
    closed_to_kari, kari, leif
):
    def ask():
        Concern.objects.update(nudged=0)
        with CaptureQueriesContext(connection) as captured:
            jobs.ask_where_danger_is(at=moment(4, 10, 20))
        return sum(q["sql"].startswith("SELECT") for q in captured.captured_queries)

    told_of_danger(closed_to_kari, TUESDAY)
    few = ask()
    for concern in [in_danger() for _ in range(40)]:
        nearness.say_near(concern, hours=setting().hours, by=kari, at=TUESDAY)
    assert ask() == few


# --- No time in clear --------------------------------------------------------------------------


def test_the_clock_tells_nobody_without_the_server_key_when_it_runs_out(intake):
    concern = in_danger()
    stored = bytes(again(concern).clock)
    for told in (b"2026", b"12:15", b"11:20", TUESDAY.isoformat().encode()):
        assert told not in stored
    later = Clock(
        dt.datetime(2026, 3, 5, 9, 41, 7, tzinfo=NORWAY), {"1:1": 29_541_300, "2:22": 29_541_301}
    )
    assert len(clocks.sealed(concern.pk, later)) == len(stored)


def test_even_opened_the_clock_shows_no_more_than_five_minutes(intake):
    concern = in_danger()
    by = clocks.opened(concern.pk, again(concern).clock, at=TUESDAY).by
    assert by == moment(3, 12, 20)


def test_danger_leaves_no_entry_in_the_trail_of_the_time_it_was_asked_about(intake):
    concern = in_danger()
    for at in (moment(3, 10, 20), moment(3, 12, 25), moment(3, 14)):
        danger(at)
    assert not Event.objects.about(f"concern:{concern.pk}").exists()


def test_the_schedule_asks_at_fixed_moments(intake, inga):
    in_danger(at=timezone.now() - DAY)
    run_due(at=timezone.now())
    for tick in Tick.objects.filter(job__startswith="ask"):
        assert (tick.due_at.minute % 5, tick.due_at.second, tick.due_at.microsecond) == (0, 0, 0)


def test_a_closed_concern_that_comes_back_begins_anew(intake, kari):
    concern = ConcernFactory(closed_by=kari)
    add(concern, at=moment(20, 10))
    assert silence(moment(23)) == []
    assert silence(moment(24)) == [("inga", "holder"), ("kari", "holder")]


def test_a_registered_danger_runs_a_clock_as_any_other(intake, stian):
    in_danger(told_by=f"user:{stian.pk}", channel="phone")
    assert danger(moment(3, 10, 20)) == [("inga", "look"), ("kari", "look")]
