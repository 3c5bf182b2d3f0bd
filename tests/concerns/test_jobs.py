"""What happens by itself: letters that tell that something waits, and clearing up."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.conf import settings as live_settings
from django.core import mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from kominn.concerns import jobs, pacing
from kominn.concerns.models import Concern
from kominn.concerns.states import OPEN
from kominn.core.jobs import run_due, run_waiting
from kominn.core.models import Tick
from kominn.vault.actions import teams
from tests.concerns.pages import send
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, attached

pytestmark = pytest.mark.django_db
FIVE_PAST = TUESDAY.replace(minute=20, second=0, microsecond=0)


def letters():
    """Whom the waiting letters go to, and what they say."""
    return [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.order_by("args_kwargs")]


def addressees():
    return sorted(letter["to"] for letter in letters())


# --- Something new -----------------------------------------------------------------------------


def test_each_reader_of_the_team_gets_one_letter_however_much_is_new(
    intake, inga, kari, stian, leif
):
    for _ in range(3):
        ConcernFactory()

    assert jobs.announce(at=FIVE_PAST) == 2
    assert addressees() == sorted([inga.email, kari.email])
    assert not Concern.objects.filter(announced=False).exists()
    assert jobs.announce(at=FIVE_PAST) == 0
    assert len(letters()) == 2


def test_two_hundred_messages_from_one_reporter_are_one_letter_and_one_line(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)
    jobs.announce(at=FIVE_PAST)
    DBTaskResult.objects.all().delete()
    for number in range(200):
        add(concern, f"Melding nummer {number}.", at=TUESDAY + 2 * DAY)

    assert jobs.announce(at=FIVE_PAST + 2 * DAY) == len(letters()) == 2
    assert jobs.announce(at=FIVE_PAST + 2 * DAY) == 0
    listed = Concern.objects.most_urgent(50, to=inga, states=OPEN)
    assert [one.pk for one in listed] == [concern.pk]
    assert listed[0].news


@pytest.fixture
def anne(intake, inga):
    """Anne assesses for the intake team: she reads, and takes nothing on."""
    anne = UserFactory(name="Anne", roles=["assessor"])
    teams.admit(intake, anne, by=inga, at=TUESDAY)
    return anne


def test_who_only_assesses_hears_nothing_of_what_is_new(anne, inga, kari):
    ConcernFactory()

    assert jobs.announce(at=FIVE_PAST) == 2
    assert anne.email not in addressees()


def test_who_only_assesses_hears_nothing_of_a_flood(anne, inga, kari):
    pacing.note_flood(at=TUESDAY)
    jobs.tell_of_flood(at=TUESDAY)

    assert addressees() == sorted([inga.email, kari.email])


def test_other_teams_hear_nothing(intake, inga, kari):
    other = UserFactory(name="Olav", roles=["intake"])
    teams.found_team_keys(TeamFactory(name="Skolen"), other, by=None, at=TUESDAY)
    ConcernFactory()
    jobs.announce(at=FIVE_PAST)
    assert other.email not in addressees()


def test_who_lost_the_role_or_left_hears_nothing(intake, inga, kari):
    ConcernFactory()
    inga.appointments.update(ended_at=timezone.now(), ended_by=kari)
    kari.active = False
    kari.save()
    assert jobs.announce(at=FIVE_PAST) == 0


def test_an_answer_is_announced_and_a_note_or_a_deed_is_not(intake, inga):
    concern = ConcernFactory(held_by=inga)
    jobs.announce(at=FIVE_PAST)
    DBTaskResult.objects.all().delete()
    assert jobs.announce(at=FIVE_PAST) == 0

    add(concern)
    assert jobs.announce(at=FIVE_PAST) == 2


def test_the_letter_tells_that_something_waits_and_where_and_no_more(intake, inga, kari):
    concern = ConcernFactory(seen="HEMMELIG", names="NAVN", area=None, danger="yes")
    jobs.announce(at=FIVE_PAST)
    for letter in letters():
        text = f"{letter['subject']} {letter['body']}"
        assert "/innboks/" in text
        for secret in (
            "HEMMELIG",
            "NAVN",
            concern.short,
            str(concern.pk),
            "10:15",
            "10.15",
            "2026",
            "Inga",
        ):
            assert secret not in text


def test_each_reads_it_in_the_own_language(intake, inga, kari):
    inga.language = "en"
    inga.save()
    ConcernFactory()
    with translation.override("nn"):
        jobs.announce(at=FIVE_PAST)
    subjects = {letter["to"]: letter["subject"] for letter in letters()}
    assert subjects[inga.email] == "Something new waits for you in KomINN"
    assert subjects[kari.email] != subjects[inga.email]


def test_a_concern_that_comes_while_others_are_announced_waits_for_its_own_turn(
    intake, monkeypatch
):
    """Between the look and the mark another team's first concern may come."""
    team = TeamFactory(name="Skolen")
    teams.found_team_keys(team, UserFactory(name="Olav", roles=["intake"]), by=None, at=TUESDAY)
    late = ConcernFactory()
    Concern.objects.filter(pk=late.pk).update(team=team, announced=True)
    ConcernFactory()
    asked = []

    class Teams(set):
        def __init__(self, ids):
            super().__init__(ids)
            asked.append(Concern.objects.filter(pk=late.pk).update(announced=False))

    monkeypatch.setitem(jobs.__dict__, "set", Teams)
    jobs.announce(at=FIVE_PAST)

    assert asked == [1]
    assert not Concern.objects.get(pk=late.pk).announced


# --- No exact time -----------------------------------------------------------------------------


def test_to_report_puts_nothing_into_the_queue_and_no_moment_into_the_schedule(
    intake, reporter, monkeypatch
):
    monkeypatch.setattr(pacing.reports_by_place, "per_hour", 1)
    for _ in range(3):
        send(reporter.get("/meld/"))

    assert not DBTaskResult.objects.exists()
    for tick in Tick.objects.all():
        assert (tick.due_at.minute, tick.due_at.second, tick.due_at.microsecond) == (0, 0, 0)


def test_when_reports_come_fast_the_readers_get_one_letter_an_hour(intake, inga, kari, stian):
    pacing.note_flood(at=TUESDAY)
    pacing.note_flood(at=TUESDAY)
    for _ in range(2):
        jobs.tell_of_flood(at=TUESDAY)
    assert addressees() == sorted([inga.email, kari.email])
    assert "/innboks/" in letters()[0]["body"]

    pacing.note_flood(at=TUESDAY + dt.timedelta(minutes=50))
    jobs.tell_of_flood(at=TUESDAY + dt.timedelta(minutes=50))
    assert len(letters()) == 4


def test_a_flood_at_the_end_of_an_hour_is_told_in_the_next(intake, inga, kari):
    pacing.note_flood(at=TUESDAY.replace(minute=59))
    jobs.tell_of_flood(at=TUESDAY.replace(minute=59) + dt.timedelta(minutes=1))
    assert len(letters()) == 2


def test_every_job_of_the_schedule_exists_and_can_be_done(intake):
    ConcernFactory()
    for path, every in live_settings.SCHEDULE.values():
        import_string(path)(at=timezone.now())
        assert every >= dt.timedelta(minutes=5)
    assert set(run_due(at=timezone.now())) == set(live_settings.SCHEDULE)
    assert run_due(at=timezone.now()) == []


# --- Files that were never sent ----------------------------------------------------------------


def aged(settings, file, hours):
    path = settings.SEALED_FILES / "incoming" / file.file_id.hex
    then = (TUESDAY - dt.timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))
    return path


def test_files_of_a_form_that_was_not_sent_are_gone_after_a_day(intake, settings):
    old, young = aged(settings, attached(), 25), aged(settings, attached(), 23)
    concern = ConcernFactory(files=[attached()])

    jobs.clear_unfinished(at=TUESDAY)

    assert not old.exists()
    assert young.exists()
    kept = concern.attachments.get().file_id.hex
    assert (settings.SEALED_FILES / kept[:2] / kept).exists()


# --- The letter carrier ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_sends_no_letter(intake):
    ConcernFactory()
    with transaction.atomic():
        jobs.announce(at=FIVE_PAST)
        transaction.set_rollback(True)

    run_waiting()
    assert mail.outbox == []
    assert not DBTaskResult.objects.exists()
    assert Concern.objects.filter(announced=False).exists()


@pytest.mark.django_db(transaction=True)
def test_an_announced_concern_reaches_the_readers_mailboxes(intake, inga, kari):
    ConcernFactory(at=TUESDAY + DAY)
    jobs.announce(at=FIVE_PAST)
    run_waiting()

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([inga.email, kari.email])
    assert all("innboks" in letter.body for letter in mail.outbox)
    run_waiting()
    assert len(mail.outbox) == 2


def test_an_erased_concern_is_not_announced(intake):
    from kominn.concerns.actions import mailbox

    concern = ConcernFactory()
    mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY)
    assert jobs.announce(at=FIVE_PAST) == 0
