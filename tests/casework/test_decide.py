"""Two decide: one proposes, the other of the two says yes; what is wrong is refused in a sentence."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import translation

from kominn.audit.models import Event
from kominn.casework import content
from kominn.casework.actions import assess, decide
from kominn.casework.actions.assess import CannotAsk
from kominn.casework.actions.decide import AlreadyAnswered, CannotDecide, NeedsAnother
from kominn.casework.models import Assessment, Decision
from kominn.casework.states import DecisionState, Outcome
from kominn.concerns.actions import closing, handle, mailbox, nearness
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State
from kominn.law import starter
from kominn.law.models import LegalBasis
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.concerns.test_jobs import run_waiting
from tests.factories.casework import (
    ANSWER_BY,
    AT,
    DAY,
    REVIEW_ON,
    answer,
    ask_two,
    asked,
    hand_in,
    hours,
    propose,
    shared,
)
from tests.factories.concerns import ConcernFactory, add
from tests.factories.concerns import again as anew

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    """The sentences a colleague reads are looked for in the language of the code."""
    translation.activate("en")


def now(concern):
    return Concern.objects.get(pk=concern.pk)


def verbs(concern):
    about = Event.objects.about(f"concern:{concern.pk}")
    return [one.verb for one in about if one.verb.startswith(("assessment", "decision"))]


# --- Asking two ----------------------------------------------------------------------------------


def test_two_are_asked_and_the_day_they_answer_by_is_the_next(intake, inga, kari, vera):
    concern, rows = asked(vera, inga, by=kari)
    assert (concern.state, concern.holder, concern.due_on) == (State.ASSESSED, kari, ANSWER_BY)
    assert set(rows) == {"vera", "inga"}
    assert {one.state for one in rows.values()} == {"asked"}


def test_who_waits_for_an_answer_does_not_wait_longer_because_two_are_asked(
    intake, inga, kari, vera
):
    concern = ConcernFactory(seen="Han er redd", held_by=kari, at=AT - 2 * DAY)
    add(concern, "Kan dere si det til læreren?", at=AT - DAY)
    due_on = anew(concern).due_on

    ask_two(concern, inga, vera, by=kari)

    assert anew(concern).due_on == due_on < ANSWER_BY


@pytest.mark.django_db(transaction=True)
def test_the_letter_to_who_is_asked_says_nothing_of_what(intake, inga, kari, vera):
    asked(vera, kari, by=kari, seen="Kanarifugl")
    run_waiting()
    assert [one.to for one in mail.outbox] == [[vera.email]], "not to oneself"
    assert "Kanarifugl" not in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_the_holder_hears_when_both_are_in_and_each_of_the_two_is_told_once(
    intake, inga, kari, vera
):
    concern = shared(vera, inga, by=kari)
    answer(propose(concern, by=kari), by=vera)
    run_waiting()
    to = [one.to[0] for one in mail.outbox]
    assert sorted(to) == sorted([kari.email, kari.email, *[inga.email, vera.email] * 2])


def test_asking_twice_asks_once(intake, inga, kari, vera):
    concern, rows = asked(vera, inga, by=kari)
    again = assess.ask(concern, [inga, vera], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    assert {one.pk for one in again} == {one.pk for one in rows.values()}
    assert verbs(concern).count("assessment.asked") == 2


def test_asking_two_others_while_a_round_runs_says_who_was_asked(intake, inga, kari, vera, arne):
    concern, _rows = asked(vera, inga, by=kari)
    with pytest.raises(ImpossibleStep, match="Inga · Vera"):
        assess.ask(concern, [arne, vera], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)


def test_only_readers_who_may_assess_can_be_asked(intake, inga, kari, vera, leif):
    concern = ConcernFactory(held_by=kari)
    for pair in ([vera, leif], [vera], [vera, vera], []):
        with pytest.raises(CannotAsk):
            assess.ask(concern, pair, answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    assert now(concern).state == State.HELD


def test_only_the_holder_asks(intake, inga, kari, vera):
    concern = ConcernFactory(held_by=inga)
    with pytest.raises(NotTheHolder):
        assess.ask(concern, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 3, 1),  # past
        dt.date(2026, 3, 5),  # today
        dt.date(2026, 3, 14),  # a Saturday
        dt.date(2026, 4, 2),  # Maundy Thursday
        dt.date(2026, 12, 24),  # closed in this city
        dt.date(2027, 3, 9),  # more than a year ahead
        dt.date(9999, 12, 31),
    ],
)
def test_a_day_on_which_nobody_can_answer_is_refused(intake, inga, kari, vera, day):
    concern = ConcernFactory(held_by=kari)
    with pytest.raises(CannotAsk):
        assess.ask(concern, [vera, inga], answer_by=day, hours=hours(), by=kari, at=AT)


def test_a_clock_that_was_set_back_does_not_let_the_past_in(intake, inga, kari, vera):
    concern = ConcernFactory(held_by=kari)
    with pytest.raises(CannotAsk):
        assess.ask(
            concern, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT + 300 * DAY
        )


# --- An assessor who leaves ----------------------------------------------------------------------


def test_somebody_is_asked_in_place_of_one_who_left_and_the_other_stands(
    intake, inga, kari, vera, arne
):
    concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["inga"])
    teams.remove(intake, vera, by=kari, at=AT)
    made = assess.ask_another(
        rows["vera"], arne, answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT + DAY
    )
    left = Assessment.objects.get(pk=rows["vera"].pk)
    assert (left.state, bytes(left.content)) == ("left", b"")
    with pytest.raises(NoWrap):
        records.data_key_for(left.pk, vera)
    assert hand_in(made) is True
    assert now(concern).state == State.ASSESSED


def test_somebody_can_be_asked_in_place_of_one_who_is_silent_but_not_of_one_who_is_in(
    intake, inga, kari, vera, arne
):
    _concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    given = {"answer_by": ANSWER_BY, "hours": hours(), "by": kari, "at": AT}
    with pytest.raises(CannotAsk, match="stands"):
        assess.ask_another(rows["vera"], arne, **given)
    with pytest.raises(CannotAsk, match="somebody else"):
        assess.ask_another(rows["inga"], vera, **given)
    assess.ask_another(rows["inga"], arne, **given)


def test_who_took_the_baton_asks_on_and_the_round_runs(intake, inga, kari, vera, arne):
    concern, rows = asked(vera, arne, by=kari)
    handle.take(concern, by=inga, at=AT)
    assert (now(concern).state, now(concern).holder) == (State.ASSESSED, inga)
    hand_in(rows["vera"])
    assert hand_in(rows["arne"]) is True


def test_one_that_can_t_be_opened_is_asked_for_anew(intake, inga, kari, vera):
    concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    Assessment.objects.filter(pk=rows["vera"].pk).update(content=b"x" * 200)
    assert hand_in(rows["inga"]) is False
    again = Assessment.objects.of_round(concern, 1).get(assessor=vera)
    assert (again.state, again.pk != rows["vera"].pk) == ("asked", True)
    assert hand_in(again) is True
    assert "assessment.damaged" in verbs(concern)


def test_a_round_that_is_ended_leaves_nothing_to_read_and_two_are_asked_anew(
    intake, inga, kari, vera
):
    concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    assess.call_off(concern, hours=hours(), by=kari, at=AT + DAY)
    assert now(concern).state == State.HELD
    assert not any(bytes(one.content) for one in Assessment.objects.all())
    again = assess.ask(concern, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    assert {one.round for one in again} == {2}


# --- Proposing -----------------------------------------------------------------------------------


def test_nothing_is_proposed_before_both_are_in(intake, inga, kari, vera):
    concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    with pytest.raises(CannotDecide, match="Both"):
        propose(concern, by=kari)


def test_only_the_holder_proposes(intake, inga, kari, vera):
    concern = shared(vera, kari, by=inga)
    with pytest.raises(NotTheHolder):
        propose(concern, by=kari)


@pytest.mark.parametrize(
    ("outcome", "without"),
    [
        ("place_measure", "reasons"),
        ("place_measure", "review_on"),
        ("person_followed", "level"),
        ("person_followed", "basis"),
        ("referred", "basis"),
        ("referred", "recipient"),
        ("child_welfare", "told"),
        ("police", "told"),
        ("no_ground", "voice"),
        ("not_ours", "best_interest"),
    ],
)
def test_what_a_decision_needs_must_be_there(intake, inga, kari, vera, outcome, without):
    concern = shared(vera, inga, by=kari)
    empty = None if without == "level" else ""
    with pytest.raises(CannotDecide, match="missing"):
        propose(concern, outcome, by=kari, **{without: empty})


@pytest.mark.parametrize(
    ("basis", "begins"), [("consent", "1999-01-01"), ("gut-feeling", "1970-01-01")]
)
def test_a_basis_that_does_not_hold_today_is_refused(intake, inga, kari, vera, basis, begins):
    concern = shared(vera, inga, by=kari)
    with pytest.raises(CannotDecide, match="does not hold"):
        propose(concern, "referred", by=kari, basis=basis, basis_from=begins)


def test_a_basis_that_ended_yesterday_is_refused(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    starter.begin(at=AT)
    LegalBasis.objects.filter(code="consent").update(valid_to=AT.date())
    with pytest.raises(CannotDecide, match="does not hold"):
        propose(concern, "referred", by=kari)


@pytest.mark.parametrize(
    ("told", "outcome", "needed"),
    [
        ({"under_18": "yes"}, "no_ground", True),
        ({"under_18": "unknown"}, "no_ground", True),
        ({}, "no_ground", True),
        ({"under_18": "no"}, "person_followed", False),
        ({"about": "place"}, "place_measure", False),
        ({"about": "place"}, "child_welfare", True),
    ],
)
def test_the_child_s_voice_is_needed_unless_there_is_no_child(
    intake, inga, kari, vera, told, outcome, needed
):
    concern = shared(vera, inga, by=kari, **told)
    if needed:
        with pytest.raises(CannotDecide):
            propose(concern, outcome, by=kari, voice="", best_interest="")
    else:
        propose(concern, outcome, by=kari, voice="", best_interest="")


def test_a_measure_is_looked_at_on_a_day_when_somebody_is_at_work(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    with pytest.raises(CannotAsk):
        propose(concern, by=kari, review_on="2026-05-17")


def test_the_same_proposal_sent_twice_stands_once(intake, inga, kari, vera):
    concern, token = shared(vera, inga, by=kari), uuid.uuid4()
    first, second = (propose(concern, by=kari, token=token) for _ in range(2))
    assert first.pk == second.pk
    assert Decision.objects.count() == 1


def test_a_second_proposal_says_that_one_stands(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    standing = propose(concern, by=kari)
    with pytest.raises(AlreadyAnswered, match="Kari"):
        propose(concern, "no_ground", by=kari)
    decide.take_back(standing, by=kari, at=AT)
    propose(concern, "no_ground", by=kari)


# --- The second yes ------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome.values)
def test_two_decide_and_it_goes_on(intake, inga, kari, vera, outcome):
    concern = shared(vera, inga, by=kari)
    answer(propose(concern, outcome, by=kari), by=vera)
    after, decision = now(concern), Decision.objects.get()
    followed = outcome in ("place_measure", "group_measure", "person_followed")
    assert after.state == (State.FOLLOWED if followed else State.HELD)
    assert after.holder == kari
    if followed:
        assert after.due_on == REVIEW_ON
    assert after.due_on > (AT + 3 * DAY).date()
    assert (decision.state, decision.decided_by, decision.seconded_by) == ("decided", kari, vera)
    assert decision.decided_on == (AT + 3 * DAY).date()
    assert verbs(concern)[-2:] == ["decision.proposed", "decision.decided"]


def test_nobody_says_yes_to_their_own(intake, inga, kari, vera):
    concern = shared(vera, kari, by=kari)
    with pytest.raises(NeedsAnother, match="Another"):
        answer(propose(concern, by=kari), by=kari)
    assert now(concern).state == State.ASSESSED


def test_not_even_after_the_baton_went_on(intake, inga, kari, vera):
    concern = shared(vera, kari, by=kari)
    decision = propose(concern, by=kari)
    handle.take(concern, by=inga, at=AT)
    with pytest.raises(NeedsAnother):
        answer(decision, by=kari)


def test_only_one_of_the_two_says_yes(intake, inga, kari, vera, arne):
    concern = shared(vera, inga, by=kari)
    with pytest.raises(NeedsAnother, match="two who assessed"):
        answer(propose(concern, by=kari), by=arne)


def test_the_database_knows_that_it_takes_two(intake, inga, kari, vera):
    decision = propose(shared(vera, inga, by=kari), by=kari)
    for change in (
        {"seconded_by": kari},
        {"state": DecisionState.DECIDED},
        {"state": DecisionState.DECIDED, "decided_on": AT.date(), "seconded_by": kari},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)


def test_a_no_keeps_the_words_and_the_holder_proposes_anew(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    refused = propose(concern, "person_followed", by=kari)
    answer(refused, by=vera, yes=False, words="Prøv en gruppe først.")
    assert now(concern).state == State.ASSESSED
    row = Decision.objects.get(pk=refused.pk)
    opened = content.open_decision(row, records.data_key_for(concern.pk, inga))
    assert (row.state, opened.answer) == ("refused", "Prøv en gruppe først.")
    answer(propose(concern, by=kari), by=inga)
    assert now(concern).state == State.FOLLOWED


def test_who_comes_second_reads_who_was_first_and_what(intake, inga, kari, vera):
    decision = propose(shared(vera, inga, by=kari), by=kari)
    answer(decision, by=vera)
    with pytest.raises(AlreadyAnswered, match=r"Vera.*Decided"):
        answer(decision, by=inga, yes=False)
    answer(decision, by=vera)
    assert verbs(decision.concern).count("decision.decided") == 1


def test_nothing_is_decided_in_what_was_taken_back(intake, inga, kari, vera):
    made = ConcernFactory(held_by=kari)
    assess.ask(made, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    for row in Assessment.objects.filter(concern=made):
        hand_in(row)
    decision = propose(made, by=kari)
    mailbox.withdraw(mailbox.find(made.receipt), at=AT + 3 * DAY)
    for deed in (
        lambda: answer(decision, by=vera),
        lambda: propose(made, "no_ground", by=kari),
        lambda: decide.take_back(decision, by=kari, at=AT),
        lambda: assess.call_off(made, hours=hours(), by=kari, at=AT),
    ):
        with pytest.raises(ImpossibleStep, match="taken this back"):
            deed()
    assert now(made).state == State.WITHDRAWN
    assert Decision.objects.get().state == DecisionState.PROPOSED


def test_a_draft_to_what_was_taken_back_is_refused(intake, inga, kari, vera):
    made = ConcernFactory(held_by=kari)
    rows = assess.ask(made, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    mailbox.withdraw(mailbox.find(made.receipt), at=AT)
    with pytest.raises(ImpossibleStep, match="taken this back"):
        hand_in(rows[0])


def test_a_round_is_not_finished_past_the_two(intake, kari, inga, vera):
    concern = shared(vera, inga, by=kari)
    with pytest.raises(ImpossibleStep):
        closing.close(concern, reason="helped", words="", token=uuid.uuid4(), by=kari, at=AT)


def test_measures_that_run_are_finished_or_assessed_anew(intake, kari, inga, vera):
    concern = shared(vera, inga, by=kari)
    answer(propose(concern, by=kari), by=vera)
    again = assess.ask(
        concern, [vera, inga], answer_by=REVIEW_ON, hours=hours(), by=kari, at=AT + 4 * DAY
    )
    assert {one.round for one in again} == {2}
    assess.call_off(concern, hours=hours(), by=kari, at=AT + 5 * DAY)
    closing.close(concern, reason="helped", words="", token=uuid.uuid4(), by=kari, at=AT + 6 * DAY)
    assert now(concern).state == State.CLOSED


# --- Too near ------------------------------------------------------------------------------------


def test_a_proposer_who_can_no_longer_read_it_decides_nothing(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    decision = propose(concern, by=kari)
    records.set_aside(concern.pk, kari)
    with pytest.raises(CannotDecide, match="no longer"):
        answer(decision, by=vera)


def test_a_proposal_of_an_earlier_round_is_answered_by_nobody_in_the_next(
    intake, inga, kari, vera, arne
):
    """Kari proposed; whoever took over stood too near, and the next holder asks two anew."""
    concern = shared(vera, inga, by=kari)
    old = propose(concern, by=kari)
    handle.take(concern, by=inga, at=AT + 3 * DAY)
    nearness.say_near(concern, hours=hours(), by=inga, at=AT + 3 * DAY)
    handle.take(concern, by=kari, at=AT + 3 * DAY)
    ask_two(concern, vera, arne, by=kari, at=AT + 3 * DAY)

    with pytest.raises(AlreadyAnswered):
        answer(old, by=vera, at=AT + 4 * DAY)
    concern.refresh_from_db()
    assert concern.state == State.ASSESSED


def test_where_one_of_the_two_stands_too_near_nothing_is_decided(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    nearness.say_near(concern, hours=hours(), by=vera, at=AT)
    with pytest.raises(CannotDecide, match="too near"):
        propose(concern, by=kari)
    assess.call_off(concern, hours=hours(), by=kari, at=AT)


def test_where_nobody_is_left_to_say_yes_two_are_asked_anew(intake, inga, kari, vera, arne):
    concern = shared(vera, kari, by=kari)
    teams.remove(intake, vera, by=kari, at=AT)
    with pytest.raises(CannotDecide, match="Nobody is left"):
        propose(concern, by=kari)


# --- A later thought -----------------------------------------------------------------------------


def test_a_later_thought_stands_below_and_changes_nothing(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    row, token = Assessment.objects.get(concern=concern, assessor=vera), uuid.uuid4()
    for _ in range(2):
        assess.add_thought(row, "Han sa mer i dag.", token=token, by=vera, at=AT + 3 * DAY)
    row.refresh_from_db()
    opened = content.open_assessment(row, records.data_key_for(concern.pk, kari))
    assert [one.text for one in opened.later] == ["Han sa mer i dag."]
    assert opened.words["facts"] == "Læreren så det på mandag."


def test_nobody_adds_before_both_are_in_or_to_the_other_s(intake, inga, kari, vera):
    _concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    with pytest.raises(assess.NotOpen):
        assess.add_thought(rows["vera"], "Mer", token=uuid.uuid4(), by=vera, at=AT)
    hand_in(rows["inga"])
    with pytest.raises(NoWrap):
        assess.add_thought(rows["vera"], "Mer", token=uuid.uuid4(), by=inga, at=AT)
