"""Drafts go thirty days after their room has closed, as is promised."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kominn.allin import appealing, jobs
from kominn.allin.actions import answering
from kominn.allin.models import Appeal, Concept, Picture
from kominn.allin.states import UNSHOWN, State
from kominn.audit.actions import record
from kominn.ballot.models import Line
from kominn.core.worktime import NORWAY
from kominn.participation import calling, replies
from kominn.participation.models import Reply
from kominn.participation.reasons import WITH_THE_TEAM, CouncilSays
from kominn.participation.states import CallEnd
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept
from tests.factories.ballot import vote

pytestmark = pytest.mark.django_db


def forget(course, *, days=31):
    day = course.room.closes_on + dt.timedelta(days=days)
    return jobs.forget_drafts(at=dt.datetime.combine(day, dt.time(3), NORWAY))


def test_drafts_and_what_was_taken_back_go_when_the_room_has_been_closed_for_thirty_days(course):
    for state in (State.DRAFT, State.WITHDRAWN):
        concept(course, name=state.label, state=state)
    kept = concept(course, name="Båtkafé", state=State.SHOWN)
    assert forget(course, days=30) == 0
    assert forget(course) == 2
    assert list(Concept.objects.all()) == [kept]


def test_what_was_answered_before_it_was_taken_back_stays(course):
    made = concept(course, name="Båtkafé", state=State.YES)
    Concept.objects.filter(pk=made.pk).update(state=State.WITHDRAWN)
    assert forget(course) == 0


def handed_in(course, state):
    made = concept(course, name=state.label, state=State.HANDED_IN)
    made.pictures.create(place=1, large=b"face", small=b"face")
    Concept.objects.filter(pk=made.pk).update(state=state, reason="Skriv mer.")
    return made


def test_what_was_handed_in_and_never_shown_goes_too_with_its_pictures(course):
    for state in UNSHOWN:
        handed_in(course, state)
    assert forget(course, days=30) == 0
    assert forget(course) == 2
    assert not Picture.objects.exists()


def test_what_was_shown_before_it_was_sent_back_stays(course, marit):
    for state in UNSHOWN:
        made = handed_in(course, state)
        record("concept.shown", f"concept:{made.pk}", by=marit.name, at=timezone.now())
    assert forget(course) == 0


def test_what_was_sent_back_stays_while_the_youth_council_is_asked(course, marit):
    made = concept(course, name="Båtkafé", state=State.HANDED_IN)
    at, colleague = timezone.now(), UserFactory(roles=["facilitator"])
    made = answering.send_back(made, "Hvem?", version=made.version, by=marit, at=at)
    made = answering.pass_on(made, reply=made.reply_id, by=colleague, at=at)
    appealing.ask(made, today=timezone.localdate())
    assert forget(course) == 0
    council = UserFactory(roles=["youth_council"])
    upheld = next(says for says in CouncilSays if says not in WITH_THE_TEAM)
    appealing.judge(Appeal.objects.get(), upheld, by=council, at=at)
    assert forget(course) == 1


def test_a_draft_stays_while_somebody_is_called_because_of_it(course, marit):
    made = concept(course, name="Båtkafé", state=State.DRAFT)
    with transaction.atomic():
        made.call = calling.call_grown_up(
            course.room, where=course.name, adult=marit, today=timezone.localdate()
        )
    made.save()
    assert forget(course) == 0
    calling.has_looked(made.call, CallEnd.TALKED, by=marit, at=timezone.now())
    assert forget(course) == 1


def test_what_stands_on_a_ballot_stays_and_keeps_no_other_draft(marit):
    vote(by=marit)
    held = Line.objects.select_related("concept__course__room").first().concept
    Concept.objects.filter(pk=held.pk).update(state=State.WITHDRAWN, answered_on=None)
    concept(held.course, name="Båtkafé", state=State.DRAFT)
    assert forget(held.course) == 1
    assert Concept.objects.filter(pk=held.pk).exists()


def test_what_a_grown_up_wrote_about_it_goes_with_it(course, marit):
    made = concept(course, name="Båtkafé", state=State.WITHDRAWN)
    about = f"concept:{made.pk}"
    replies.propose(about, "returned", "Skriv mer.", by=marit, at=timezone.now())
    assert forget(course) == 1
    assert not Reply.objects.filter(about=about).exists()


def test_it_is_done_each_day():
    job = ("kominn.allin.jobs.forget_drafts", dt.timedelta(days=1))
    assert job in settings.SCHEDULE.values()
