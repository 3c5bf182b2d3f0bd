"""At the same moment, on real transactions: one wins, and the other reads who and what."""

from __future__ import annotations

import uuid

import pytest

from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.casework.actions import assess
from kominn.casework.actions.decide import AlreadyAnswered
from kominn.casework.models import Assessment, Decision
from kominn.concerns.actions import mailbox
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State
from kominn.law import starter
from kominn.vault.models import MemberWrap
from tests.at_once import all_at_once
from tests.factories.casework import ANSWER_BY, AT, answer, asked, hand_in, hours, propose, shared
from tests.factories.concerns import ConcernFactory

pytestmark = pytest.mark.usefixtures("together")


def verbs(concern):
    return [event.verb for event in Event.objects.about(f"concern:{concern.pk}")]


@pytest.mark.parametrize("turn", range(3))
def test_both_hand_in_at_once_and_both_are_opened_once(intake, inga, kari, vera, turn):
    concern, rows = asked(vera, inga, by=kari)
    got = all_at_once(lambda: hand_in(rows["vera"]), lambda: hand_in(rows["inga"]))
    assert sorted(got) == [False, True]
    assert set(Assessment.objects.values_list("state", flat=True)) == {"shared"}
    assert not MemberWrap.objects.filter(record__in=[one.pk for one in rows.values()]).exists()
    assert verbs(concern).count("assessment.shared") == 1
    assert verify() == []


def test_one_hands_in_in_two_tabs_and_it_is_handed_in_once(intake, inga, kari, vera):
    concern, rows = asked(vera, inga, by=kari)
    got = all_at_once(*[lambda: hand_in(rows["vera"])] * 4)
    assert got.count(False) == 1
    assert all(isinstance(one, assess.NotOpen) for one in got if one is not False)
    assert verbs(concern).count("assessment.handed_in") == 1


@pytest.mark.parametrize("turn", range(3))
def test_one_says_yes_and_one_says_no_at_once_and_the_first_counts(intake, inga, kari, vera, turn):
    concern = shared(vera, inga, by=kari)
    decision = propose(concern, by=kari)
    got = all_at_once(
        lambda: answer(decision, by=vera, yes=True),
        lambda: answer(decision, by=inga, yes=False, words="Nei"),
    )
    refused = [one for one in got if one is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], AlreadyAnswered)
    after = Decision.objects.get()
    first = after.seconded_by.name
    assert first in str(refused[0])
    after_state = Concern.objects.get(pk=concern.pk).state
    assert after_state == (State.FOLLOWED if after.state == "decided" else State.ASSESSED)
    assert verbs(concern).count("decision.decided") + verbs(concern).count("decision.refused") == 1


def test_two_tabs_propose_different_things_and_one_stands(intake, inga, kari, vera):
    starter.begin(at=AT)
    concern = shared(vera, inga, by=kari)
    got = all_at_once(
        lambda: propose(concern, "group_measure", by=kari),
        lambda: propose(concern, "no_ground", by=kari),
    )
    assert sum(isinstance(one, AlreadyAnswered) for one in got) == 1
    assert Decision.objects.count() == 1


def test_one_proposal_pressed_four_times_at_once_stands_once(intake, inga, kari, vera):
    starter.begin(at=AT)
    concern, token = shared(vera, inga, by=kari), uuid.uuid4()
    got = all_at_once(*[lambda: propose(concern, by=kari, token=token)] * 4)
    assert len({one.pk for one in got}) == 1
    assert verbs(concern).count("decision.proposed") == 1


def test_it_is_decided_or_taken_back_by_the_reporter_never_both(intake, inga, kari, vera):
    made = ConcernFactory(held_by=kari)
    for row in assess.ask(made, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT):
        hand_in(row)
    decision, found = propose(made, by=kari), mailbox.find(made.receipt)
    said, _gone = all_at_once(
        lambda: answer(decision, by=vera), lambda: mailbox.withdraw(found, at=AT)
    )
    assert Concern.objects.get().state == State.WITHDRAWN
    decided = Decision.objects.get().state == "decided"
    assert decided is (said is None)
    assert decided or isinstance(said, ImpossibleStep)


def test_two_rounds_asked_for_at_once_are_one(intake, inga, kari, vera, arne):
    concern = ConcernFactory(held_by=kari)
    given = {"answer_by": ANSWER_BY, "hours": hours(), "by": kari, "at": AT}
    got = all_at_once(
        lambda: assess.ask(concern, [vera, inga], **given),
        lambda: assess.ask(concern, [arne, inga], **given),
    )
    assert sum(isinstance(one, ImpossibleStep) for one in got) == 1
    assert Assessment.objects.count() == 2
