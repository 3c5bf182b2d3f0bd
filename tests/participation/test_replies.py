"""What a grown-up writes to the young is read by two, and every step of it leaves a trace."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kominn.audit.models import Event
from kominn.core.worktime import NORWAY
from kominn.participation import replies
from kominn.participation.models import Reply
from kominn.participation.states import ReplyState

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 10, 5, tzinfo=NORWAY)
ABOUT = "concept:1"


@pytest.fixture
def written(marit):
    return replies.propose(ABOUT, "returned", "Hvem er dette for?", by=marit, at=AT)


def verbs():
    return list(Event.objects.about(ABOUT).order_by("pk").values_list("verb", flat=True))


def test_a_colleague_passes_it_on(written, kari):
    assert replies.pass_on(written, by=kari, at=AT).state == ReplyState.SENT
    assert verbs() == ["reply.written", "reply.sent"]


def test_its_writer_does_not_pass_it_on(written, marit):
    with pytest.raises(replies.NeedsAnotherReader):
        replies.pass_on(written, by=marit, at=AT)
    with pytest.raises(replies.NeedsAnotherReader):
        replies.stop(written, "Nei", by=marit, at=AT)
    assert Reply.objects.get().waits


def test_only_its_writer_takes_it_back(written, marit, kari):
    with pytest.raises(replies.NeedsAnotherReader):
        replies.take_back(written, by=kari, at=AT)
    assert replies.take_back(written, by=marit, at=AT).state == ReplyState.TAKEN_BACK
    assert verbs() == ["reply.written", "reply.taken_back"]


def test_what_is_stopped_is_not_sent_afterwards(written, kari, inga):
    replies.stop(written, "Ikke slik", by=kari, at=AT)
    with pytest.raises(replies.NotWaiting):
        replies.pass_on(written, by=inga, at=AT)
    assert Reply.objects.get().note == "Ikke slik"


def test_two_do_not_write_about_the_same_at_once(written, kari, marit):
    with pytest.raises(replies.NotWaiting):
        replies.propose(ABOUT, "returned", "Og jeg", by=kari, at=AT)
    replies.take_back(written, by=marit, at=AT)
    replies.propose(ABOUT, "returned", "Og jeg", by=kari, at=AT)


def test_the_database_itself_refuses_that_one_reads_alone(written, marit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.update(state=ReplyState.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.update(state=ReplyState.SENT, seen_by=marit)
