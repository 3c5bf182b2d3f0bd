"""What is written down, what is refused, who is told, and what is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kominn.audit.models import Event
from kominn.core.jobs import run_waiting
from kominn.roster import actions
from kominn.roster.models import Absence, CrisisContact, Shift
from tests.factories.accounts import TeamFactory, UserFactory
from tests.roster.conftest import FORENOON, day

pytestmark = pytest.mark.django_db(transaction=True)


def letters():
    run_waiting()
    return [(letter.to[0].partition("@")[0], letter.subject) for letter in mail.outbox]


def told():
    return [(event.verb, event.target, event.detail) for event in Event.objects.order_by("number")]


# --- Away ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"), [(3, 2), (-5, -1), (0, 800), (365_0, 365_0), (-3650, 1)]
)
def test_days_that_cannot_be_are_refused(intake_team, inga, away, first, last):
    with pytest.raises(actions.DaysWrong):
        away(inga, first, last)
    assert not Absence.objects.exists()


def test_who_fell_ill_yesterday_is_away_from_yesterday(intake_team, inga, away):
    assert away(inga, -1, 3).first_day == day(-1)


@pytest.mark.parametrize(("first", "last"), [(0, 4), (4, 9), (-3, 0), (2, 2), (-3, 20)])
def test_days_written_down_already_are_not_written_twice(intake_team, inga, away, first, last):
    away(inga, 0, 4)
    with pytest.raises(actions.AlreadyThere):
        away(inga, first, last)


def test_one_day_after_another_is_no_overlap(intake_team, inga, away):
    away(inga, 0, 4)
    away(inga, 5, 9)
    assert Absence.objects.count() == 2


def test_nobody_stands_in_for_themselves(intake_team, inga, away):
    with pytest.raises(actions.NotOneself):
        away(inga, 0, 4, deputy=inga)


def test_nobody_stands_in_for_a_reader_who_does_not_read(intake_team, inga, stian, ada, away):
    for deputy in (stian, ada):
        with pytest.raises(actions.NotAReader):
            away(inga, 0, 4, deputy=deputy)


def test_nobody_who_left_stands_in(leif, stian, ada, away):
    from kominn.accounts import actions as accounts

    accounts.deactivate(stian, by=ada, at=FORENOON)
    with pytest.raises(actions.NotAReader):
        away(leif, 0, 4, deputy=stian)


def test_a_coordinator_and_a_leader_write_for_who_is_ill_and_no_other_does(
    intake_team, inga, kari, leif, stian, away
):
    away(inga, 0, 0, by=kari)
    away(inga, 1, 1, by=leif)
    olga = UserFactory(name="Olga", roles=["coordinator"])
    for other in (stian, olga):
        with pytest.raises(actions.NotYours):
            away(inga, 2, 2, by=other)


def test_the_deputy_is_told_the_days_and_nothing_else(intake_team, inga, kari, away):
    away(inga, 0, 4, deputy=kari)

    assert letters() == [("kari", "Du er stedfortreder for Inga")]
    assert "2.–6. mars 2026" in mail.outbox[0].body


def test_the_old_and_the_new_deputy_are_told(intake_team, inga, kari, reader, away):
    absence = away(inga, 0, 4, deputy=kari)
    actions.choose_deputy(absence, reader("Turid"), by=inga, at=FORENOON)
    actions.choose_deputy(absence, None, by=inga, at=FORENOON)

    assert [who for who, _subject in letters()] == ["kari", "kari", "turid", "turid"]
    absence.refresh_from_db()
    assert absence.deputy is None


def test_the_same_deputy_chosen_again_is_not_told_again(intake_team, inga, kari, away):
    absence = away(inga, 0, 4, deputy=kari)
    actions.choose_deputy(absence, kari, by=inga, at=FORENOON)
    assert len(letters()) == 1


def test_who_is_back_before_time_was_away_until_yesterday(intake_team, inga, away):
    absence = away(inga, 0, 4)
    actions.be_back(absence, by=inga, at=FORENOON + dt.timedelta(days=2))
    absence.refresh_from_db()
    assert absence.last_day == day(1)


@pytest.mark.parametrize("days_later", [0, -3])
def test_days_that_have_not_begun_are_taken_away_also_by_a_clock_set_back(
    intake_team, inga, away, days_later
):
    absence = away(inga, 0, 4)
    actions.be_back(absence, by=inga, at=FORENOON + dt.timedelta(days=days_later))
    assert not Absence.objects.exists()


def test_days_that_are_over_stay_as_they_were(intake_team, inga, kari, away):
    absence = away(inga, 0, 4, deputy=kari)
    actions.be_back(absence, by=inga, at=FORENOON + dt.timedelta(days=9))
    absence.refresh_from_db()
    assert absence.last_day == day(4)
    assert len(letters()) == 1


def test_back_twice_is_back_once(intake_team, inga, kari, away):
    absence = away(inga, 0, 4, deputy=kari)
    for _ in range(2):
        actions.be_back(absence, by=inga, at=FORENOON)
    assert len(letters()) == 2


def test_the_trail_says_who_and_not_which_days(intake_team, inga, kari, away):
    absence = away(inga, 0, 4, deputy=kari)
    actions.be_back(absence, by=kari, at=FORENOON)

    assert told()[-2:] == [
        ("absence.written", f"user:{inga.pk}", {"user": str(kari.pk)}),
        ("absence.ended", f"user:{inga.pk}", {"user": str(kari.pk)}),
    ]


def test_the_table_itself_refuses_what_cannot_be(inga):
    for wrong in ({"last_day": day(-1)}, {"deputy": inga}):
        facts = {"user": inga, "first_day": day(0), "last_day": day(0)} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(**facts)


# --- On duty -------------------------------------------------------------------------------------


def test_only_who_reads_for_the_team_is_on_duty_for_it(intake_team, inga, stian, duty):
    olga = UserFactory(name="Olga", roles=["coordinator"])
    for other in (stian, olga):
        with pytest.raises(actions.NotAReader):
            duty(other, 0, 4)


def test_only_who_keeps_the_roster_writes_turns(intake_team, inga, leif, duty):
    olga = UserFactory(name="Olga", roles=["coordinator"])
    for other in (inga, olga):
        with pytest.raises(actions.NotYours):
            duty(inga, 0, 4, by=other)
    assert duty(inga, 0, 4, by=leif)


def test_a_turn_in_the_past_or_twice_is_refused(intake_team, inga, duty):
    with pytest.raises(actions.DaysWrong):
        duty(inga, -9, -5)
    duty(inga, 0, 4)
    with pytest.raises(actions.AlreadyThere):
        duty(inga, 4, 8)
    duty(inga, 4, 8, night=True)


def test_a_week_each_over_and_over(intake_team, inga, kari, leif):
    actions.take_turns(
        intake_team,
        [inga, kari],
        first_week=day(2),
        weeks=3,
        night=False,
        by=leif,
        at=FORENOON,
    )

    written = [(s.user, s.first_day, s.last_day) for s in Shift.objects.by_day()]
    assert written == [
        (inga, day(0), day(6)),
        (kari, day(7), day(13)),
        (inga, day(14), day(20)),
    ]
    assert letters() == [
        ("inga", "Du har vakt for Mottak"),
        ("kari", "Du har vakt for Mottak"),
    ]
    assert "2.–8. mars 2026\n16.–22. mars 2026" in mail.outbox[0].body


def test_all_the_weeks_or_none(intake_team, inga, kari, duty):
    duty(inga, 16, 16)
    with pytest.raises(actions.AlreadyThere):
        actions.take_turns(
            intake_team, [inga, kari], first_week=day(0), weeks=3, night=False, by=kari, at=FORENOON
        )
    assert Shift.objects.count() == 1


@pytest.mark.parametrize("weeks", [0, -1, 53, 10**6])
def test_no_weeks_or_too_many_are_refused(intake_team, kari, weeks):
    with pytest.raises(actions.DaysWrong):
        actions.take_turns(
            intake_team, [kari], first_week=day(0), weeks=weeks, night=False, by=kari, at=FORENOON
        )


def test_turns_without_anyone_are_refused(intake_team, kari):
    with pytest.raises(actions.DaysWrong):
        actions.take_turns(
            intake_team, [], first_week=day(0), weeks=2, night=False, by=kari, at=FORENOON
        )


def test_a_turn_taken_away_keeps_the_days_that_were(intake_team, inga, kari, duty):
    shift = duty(inga, 0, 4)
    actions.take_off_duty(shift, by=kari, at=FORENOON + dt.timedelta(days=2))
    shift.refresh_from_db()
    assert shift.last_day == day(1)

    coming = duty(inga, 7, 11)
    actions.take_off_duty(coming, by=kari, at=FORENOON)
    assert not Shift.objects.filter(pk=coming.pk).exists()


def test_a_turn_of_another_team_is_not_taken_away(intake_team, inga, duty):
    shift = duty(inga, 0, 4)
    olga = UserFactory(name="Olga", roles=["coordinator"])
    TeamFactory(name="Oppfølging").members.add(olga, through_defaults={"joined_on": day(0)})
    with pytest.raises(actions.NotYours):
        actions.take_off_duty(shift, by=olga, at=FORENOON)


# --- Crisis contacts -----------------------------------------------------------------------------


def test_a_crisis_contact_named_twice_is_named_once_and_told_once(leif, ada):
    for _ in range(2):
        actions.name_crisis_contact(leif, by=ada, at=FORENOON)
    assert CrisisContact.objects.count() == 1
    assert letters() == [("leif", "Du er krisekontakt")]


def test_one_ended_can_be_named_again(leif, ada):
    for n in (0, 3):
        at = FORENOON + dt.timedelta(days=n)
        named = actions.name_crisis_contact(leif, by=ada, at=at)
        actions.end_crisis_contact(named, by=ada, at=at + dt.timedelta(days=1))
    assert CrisisContact.objects.count() == 2


@pytest.mark.parametrize("days_later", [0, -40])
def test_one_named_today_was_never_one_also_for_a_clock_set_back(leif, ada, days_later):
    named = actions.name_crisis_contact(leif, by=ada, at=FORENOON)
    actions.end_crisis_contact(named, by=ada, at=FORENOON + dt.timedelta(days=days_later))
    assert not CrisisContact.objects.exists()


# --- Forgetting ----------------------------------------------------------------------------------


def test_what_is_over_is_forgotten_after_ninety_days(intake_team, inga, kari, away, duty):
    away(inga, 0, 4)
    duty(kari, 0, 4)
    actions.forget_old(at=FORENOON + dt.timedelta(days=94))
    assert Absence.objects.exists()
    assert Shift.objects.exists()

    actions.forget_old(at=FORENOON + dt.timedelta(days=95))
    assert not Absence.objects.exists()
    assert not Shift.objects.exists()


def test_a_clock_set_back_forgets_nothing(intake_team, inga, away):
    away(inga, 0, 4)
    actions.forget_old(at=FORENOON - dt.timedelta(days=4000))
    assert Absence.objects.exists()


# --- What the calendar has no room for, and names no letter can carry ----------------------------


def test_turns_after_the_last_day_of_the_calendar_are_refused(intake_team, inga, kari):
    with pytest.raises(actions.DaysWrong):
        actions.take_turns(
            intake_team,
            [inga],
            first_week=dt.date.max,
            weeks=2,
            night=False,
            by=kari,
            at=FORENOON,
        )


def test_a_name_of_two_lines_hinders_no_letter_and_adds_no_line_to_its_head(
    intake_team, inga, kari, away
):
    inga.name = "Inga\r\nBcc: alle@lagenvik.example"
    inga.save()

    away(inga, 0, 4, deputy=kari)
    run_waiting()

    (letter,) = mail.outbox
    assert letter.subject.endswith("Inga Bcc: alle@lagenvik.example")
    assert "Bcc" not in letter.message()
