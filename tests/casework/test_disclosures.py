"""What is told to others is written down word for word, and a duty is never blocked."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import translation

from kominn.audit.models import Event
from kominn.casework import following_content
from kominn.casework.actions.follow import CannotFollow
from kominn.casework.models import Disclosure
from kominn.concerns.actions import mailbox
from kominn.concerns.actions.handle import NotTheHolder
from kominn.law.models import LegalBasis
from kominn.vault.actions import records
from kominn.vault.refusals import NoWrap
from tests.factories.casework import DAY, FOLLOWS, decided, shared, tell_others
from tests.factories.concerns import ConcernFactory, finish

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl til vakta"


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


def test_it_is_sealed_word_for_word_and_stands_in_the_trail(intake, kari):
    concern = ConcernFactory(held_by=kari)
    made = tell_others(concern, by=kari, text=SECRET)
    assert SECRET.encode() not in bytes(made.content)
    key = records.data_key_for(concern.pk, kari)
    assert following_content.open_given(made, key).text == SECRET
    last = Event.objects.about(f"concern:{concern.pk}").last()
    assert (last.verb, last.detail) == ("disclosure.recorded", {})


@pytest.mark.parametrize("basis", ["duty-to-notify", "duty-to-avert"])
def test_a_duty_needs_no_second_yes_no_baton_and_no_open_concern(intake, kari, inga, vera, basis):
    received = ConcernFactory()
    assert tell_others(received, by=inga, basis=basis)
    assert tell_others(shared(vera, kari, by=kari), by=vera, basis=basis)
    closed = ConcernFactory(held_by=kari)
    finish(closed, by=kari)
    assert tell_others(closed, by=inga, basis=basis)
    withdrawn = ConcernFactory(held_by=kari)
    mailbox.withdraw(mailbox.find(withdrawn.receipt), at=FOLLOWS)
    assert tell_others(withdrawn, by=inga, basis=basis)


def test_any_other_basis_waits_for_two_and_for_who_holds_it(intake, kari, inga, vera):
    concern = ConcernFactory(held_by=kari)
    with pytest.raises(CannotFollow):
        tell_others(concern, by=kari, basis="consent")
    with pytest.raises(NotTheHolder):
        tell_others(concern, by=inga, basis="consent")
    assert not Disclosure.objects.exists()
    assert tell_others(decided("referred", by=kari, second=vera), by=kari, basis="consent")


def test_a_basis_that_did_not_hold_that_day_is_refused(intake, kari):
    concern = ConcernFactory(held_by=kari)
    tell_others(concern, by=kari)
    LegalBasis.objects.filter(code="duty-to-notify").update(valid_to=FOLLOWS.date())
    with pytest.raises(CannotFollow) as refused:
        tell_others(concern, by=kari)
    assert refused.value.field == "basis"
    assert tell_others(concern, by=kari, on=FOLLOWS.date() - DAY, text="Dagen før.")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipient": " "}, "recipient"),
        ({"text": ""}, "text"),
        ({"on": dt.date(2026, 3, 11)}, "on"),
        ({"on": dt.date(2024, 3, 11)}, "on"),
        ({"on": dt.date(1, 1, 1)}, "on"),
    ],
)
def test_what_is_missing_or_not_yet_told_is_refused(intake, kari, wrong, field):
    concern = ConcernFactory(held_by=kari)
    with pytest.raises(CannotFollow) as refused:
        tell_others(concern, by=kari, **wrong)
    assert refused.value.field == field


def test_pressed_twice_it_stands_once(intake, kari):
    concern, token = ConcernFactory(held_by=kari), uuid.uuid4()
    first = tell_others(concern, by=kari, token=token)
    assert tell_others(concern, by=kari, token=token) == first
    assert Disclosure.objects.count() == 1


def test_who_can_t_read_the_concern_can_t_write_or_read_it(intake, kari, leif, inga):
    concern = ConcernFactory(held_by=kari)
    made = tell_others(concern, by=kari)
    with pytest.raises(NoWrap):
        tell_others(concern, by=leif)
    assert not Disclosure.objects.visible_to(leif).exists()
    assert list(Disclosure.objects.visible_to(inga)) == [made]
