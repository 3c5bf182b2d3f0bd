"""Every concern that is finished is of a class, and the day is kept from which it is counted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kominn.concerns import record_classes
from kominn.concerns.models import Concern
from kominn.concerns.states import CloseReason
from kominn.law.classes import ADVICE, DUPLICATE, PASSED_ON, PERSON_FOLLOWED, PROPOSALS, WITHDRAWN
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, again


@pytest.mark.parametrize("reason", CloseReason)
def test_every_reason_to_finish_has_a_class(reason):
    assert record_classes.when_closed(reason, so_far="") in PROPOSALS


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
@pytest.mark.parametrize("reason", CloseReason)
def test_a_class_is_called_as_the_reason_somebody_chose(reason, language):
    proposal = PROPOSALS[record_classes.when_closed(reason, so_far="")]
    with override(language):
        assert str(reason.label).casefold() in str(proposal.name).casefold()


@pytest.mark.parametrize("reason", CloseReason)
def test_what_two_decided_about_a_person_is_not_undone_by_how_it_ends(reason):
    assert record_classes.when_closed(reason, so_far=PERSON_FOLLOWED) == PERSON_FOLLOWED
    assert record_classes.when_withdrawn(so_far=PERSON_FOLLOWED) == PERSON_FOLLOWED
    assert record_classes.when_reopened(so_far=PERSON_FOLLOWED) == PERSON_FOLLOWED


def test_the_gravest_stays():
    assert record_classes.gravest(PASSED_ON, PERSON_FOLLOWED) == PERSON_FOLLOWED
    assert record_classes.gravest(PERSON_FOLLOWED, PASSED_ON) == PERSON_FOLLOWED
    assert record_classes.when_closed("merged", so_far="") == DUPLICATE


def test_finished_it_has_both_and_opened_again_neither(intake, inga):
    concern = ConcernFactory(closed_by=inga)
    assert (concern.record_class, concern.finished_on) == (ADVICE, dt.date(2026, 3, 5))
    add(concern, at=TUESDAY + 9 * DAY)
    assert (again(concern).record_class, again(concern).finished_on) == ("", None)


def test_of_what_was_taken_back_only_the_week_is_kept(intake, inga):
    concern = ConcernFactory(read_by=inga, withdrawn=True)
    assert (concern.record_class, concern.finished_on) == (WITHDRAWN, dt.date(2026, 3, 2))


@pytest.mark.parametrize("change", [{"finished_on": None}, {"record_class": ""}])
def test_nothing_finished_is_without_them(intake, inga, change):
    concern = ConcernFactory(closed_by=inga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(**change)


def test_nothing_open_has_a_day(intake, inga):
    concern = ConcernFactory(held_by=inga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(finished_on=TUESDAY.date())
