"""The baton is handed over: whoever offers it answers for it until somebody else has said yes."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.audit.models import Event
from kominn.concerns import jobs, plain
from kominn.concerns.actions import handle, handover, mailbox
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.handover import CannotHandOver
from kominn.concerns.models import Concern, Handover
from kominn.concerns.states import HandoverState, ImpossibleStep, State
from kominn.portal import joining
from kominn.roster import actions as roster
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.concerns.pages import Visit, past_the_question
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    again,
    finish,
    nobody_is_near,
    setting,
    tell,
)

pytestmark = pytest.mark.django_db
LATER = TUESDAY + 2 * DAY
FRIDAY = dt.date(2026, 3, 6)


def offer(concern, to, *, by, words="Ring skolen på mandag.", answer_by=FRIDAY, at=LATER):
    return handover.offer(
        concern, to=to, words=words, answer_by=answer_by, hours=setting().hours, by=by, at=at
    )


def state_of(one):
    return Handover.objects.get(pk=one.pk).state


def addressees():
    return [task.args_kwargs["kwargs"]["to"] for task in DBTaskResult.objects.all()]


def verbs(concern):
    return [(event.by, event.verb) for event in Event.objects.about(f"concern:{concern.pk}")]


@pytest.fixture
def held(intake, inga):
    return ConcernFactory(held_by=inga)


@pytest.fixture
def rita(intake, inga):
    """Rita reads too, so that somebody else can come between."""
    rita = UserFactory(name="Rita", roles=["coordinator"])
    teams.admit(intake, rita, by=inga, at=TUESDAY)
    return rita


# --- Offered and answered ----------------------------------------------------------------------


def test_until_it_is_accepted_the_giver_holds_the_baton(held, inga, kari):
    one = offer(held, kari, by=inga)
    assert again(held).holder == inga

    handover.accept(one, by=kari, at=LATER)
    taken = again(held)
    assert (taken.holder, taken.state, taken.due_on) == (kari, State.HELD, held.due_on)
    assert state_of(one) == HandoverState.ACCEPTED
    assert verbs(held)[-2:] == [
        (f"user:{inga.pk}", "handover.offered"),
        (f"user:{kari.pk}", "handover.accepted"),
    ]
    assert addressees() == [kari.email, inga.email]


def test_what_the_giver_says_is_sealed_and_read_by_those_who_read_the_concern(held, inga, kari):
    one = offer(held, kari, by=inga, words="HEMMELIG avtale")
    assert b"HEMMELIG" not in bytes(one.words)
    (read,) = handover.read(held, by=kari, at=LATER)
    assert read.words == "HEMMELIG avtale"
    assert verbs(held)[-1] == (f"user:{kari.pk}", "handover.read")
    for task in DBTaskResult.objects.all():
        text = str(task.args_kwargs)
        assert "HEMMELIG" not in text
        assert held.short not in text
        assert "Inga" not in text.replace(inga.email, "")


def test_who_declines_says_why_and_the_giver_reads_it(held, inga, kari):
    one = offer(held, kari, by=inga)
    handover.decline(one, words="Jeg er på kurs til fredag.", by=kari, at=LATER)

    assert again(held).holder == inga
    assert state_of(one) == HandoverState.DECLINED
    assert handover.read(held, by=inga, at=LATER)[0].answer == "Jeg er på kurs til fredag."
    assert addressees() == [kari.email, inga.email]
    offer(held, kari, by=inga)  # And may be asked again.


def test_the_giver_takes_it_back(held, inga, kari):
    one = offer(held, kari, by=inga)
    handover.take_back(one, by=inga, at=LATER)
    with pytest.raises(CannotHandOver):
        handover.accept(one, by=kari, at=LATER)
    assert (again(held).holder, state_of(one)) == (inga, HandoverState.TAKEN_BACK)


def test_pressed_twice_is_done_once(held, inga, kari):
    one = offer(held, kari, by=inga)
    assert offer(held, kari, by=inga) == one
    for _ in range(2):
        handover.accept(one, by=kari, at=LATER)
    assert Handover.objects.count() == 1
    assert [verb for _, verb in verbs(held)].count("handover.accepted") == 1
    assert len(addressees()) == 2


def test_a_baton_is_offered_to_one_at_a_time(held, inga, kari, rita):
    one = offer(held, kari, by=inga)
    with pytest.raises(CannotHandOver, match="Kari"):
        offer(held, rita, by=inga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            concern=held, giver=inga, taker=rita, offered_on=FRIDAY, answer_by=FRIDAY, words=b"x"
        )
    handover.take_back(one, by=inga, at=LATER)
    offer(held, rita, by=inga)


# --- Who, and when -----------------------------------------------------------------------------


def test_only_the_holder_offers_and_only_the_taker_answers(held, inga, kari, rita):
    with pytest.raises(NotTheHolder):
        offer(held, rita, by=kari)
    one = offer(held, kari, by=inga)
    for deed in (
        lambda: handover.accept(one, by=rita, at=LATER),
        lambda: handover.accept(one, by=inga, at=LATER),
        lambda: handover.decline(one, words="Nei.", by=rita, at=LATER),
        lambda: handover.take_back(one, by=kari, at=LATER),
    ):
        with pytest.raises(CannotHandOver):
            deed()
    assert state_of(one) == HandoverState.OFFERED


def test_the_taker_must_hold_the_key_and_the_right(held, intake, inga, kari, leif, stian):
    other = UserFactory(name="Olav", roles=["intake"])
    teams.found_team_keys(TeamFactory(name="Skolen"), other, by=None, at=TUESDAY)
    teams.admit(intake, stian, by=inga, at=TUESDAY)  # Reads nothing by role.
    for nobody in (other, leif, stian, inga):
        with pytest.raises(CannotHandOver):
            offer(held, nobody, by=inga)
    assert list(handover.takers(held, giver=inga, on=LATER.date())) == [kari]


def test_nobody_is_asked_who_is_away_that_day(held, inga, kari):
    today = LATER.date()
    roster.be_away(kari, first_day=today, last_day=today, deputy=None, by=kari, at=LATER)
    with pytest.raises(CannotHandOver):
        offer(held, kari, by=inga)


@pytest.mark.parametrize("over", ["ended", "left"])
def test_who_may_no_longer_hold_it_when_answering_does_not_get_it(
    held, intake, inga, kari, ada, over
):
    one = offer(held, kari, by=inga)
    if over == "ended":
        kari.appointments.update(ended_at=timezone.now(), ended_by=ada)
        kari.forget_rights()
    else:
        joining.leave_the_house(kari, by=ada, at=timezone.now())
    with pytest.raises((CannotHandOver, NoWrap)):
        handover.accept(one, by=kari, at=LATER)
    assert again(held).holder == inga


@pytest.mark.parametrize(
    "day", [dt.date(2026, 3, 4), dt.date(2026, 3, 7), dt.date(2026, 3, 20), dt.date(9999, 12, 31)]
)
def test_a_day_that_passed_is_closed_or_too_far_off_is_refused(held, inga, kari, day):
    with pytest.raises(CannotHandOver):
        offer(held, kari, by=inga, answer_by=day)


def test_a_holiday_is_no_day_to_answer_by(held, inga, kari):
    easter = dt.datetime(2026, 3, 31, 10, tzinfo=TUESDAY.tzinfo)
    with pytest.raises(CannotHandOver):
        offer(held, kari, by=inga, answer_by=dt.date(2026, 4, 3), at=easter)
    assert handover.usual_day(setting(at=easter).hours, at=easter) == dt.date(2026, 4, 7)


# --- What comes between ------------------------------------------------------------------------


def test_withdrawn_while_it_is_offered_nothing_is_left_to_take(held, inga, kari):
    one = offer(held, kari, by=inga)
    mailbox.withdraw(mailbox.find(held.receipt), at=LATER)
    for deed in (
        lambda: handover.accept(one, by=kari, at=LATER),
        lambda: handover.decline(one, words="Nei.", by=kari, at=LATER),
    ):
        with pytest.raises(ImpossibleStep):
            deed()
    assert again(held).holder == inga
    assert not Handover.objects.offered().exists()


def test_finished_while_it_is_offered_it_comes_to_nothing(held, inga, kari):
    held_by_kari = ConcernFactory(held_by=kari)
    one = offer(held_by_kari, inga, by=kari)
    finish(held_by_kari, by=kari)
    with pytest.raises(ImpossibleStep):
        handover.accept(one, by=inga, at=LATER)


def test_a_third_who_takes_it_ends_the_offer_for_good(held, inga, kari, rita):
    one = offer(held, kari, by=inga)
    handle.take(held, by=rita, at=LATER)
    with pytest.raises(CannotHandOver):
        handover.accept(one, by=kari, at=LATER)
    handle.take(held, by=inga, at=LATER)
    assert state_of(one) == HandoverState.LAPSED
    assert again(held).holder == inga


def test_who_is_offered_it_and_simply_takes_it_has_it(held, inga, kari):
    one = offer(held, kari, by=inga)
    handle.take(held, by=kari, at=LATER)
    assert (again(held).holder, state_of(one)) == (kari, HandoverState.LAPSED)


def test_an_offer_of_one_who_left_the_house_is_over_when_another_takes_it(
    held, intake, inga, kari, rita, ada
):
    one = offer(held, kari, by=inga)
    joining.leave_the_house(inga, by=ada, at=timezone.now())
    handover.accept(one, by=kari, at=LATER)  # The answer to a leaver is still an answer.
    assert again(held).holder == kari


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["accept", "take", "take_back", "withdraw"])
def test_two_at_once_leave_one_holder_and_one_end(together, city, intake_team, inga, kari, second):
    rita = UserFactory(name="Rita", roles=["coordinator"])
    teams.admit(intake_team, rita, by=inga, at=TUESDAY)
    concern = tell()
    handle.take(concern, by=inga, at=TUESDAY)
    one = offer(concern, kari, by=inga)
    deeds = {
        "accept": lambda: handover.accept(one, by=kari, at=LATER),
        "take": lambda: handle.take(concern, by=rita, at=LATER),
        "take_back": lambda: handover.take_back(one, by=inga, at=LATER),
        "withdraw": lambda: mailbox.withdraw(mailbox.find(concern.receipt), at=LATER),
    }

    def do(name):
        try:
            deeds[name]()
            return None
        except (CannotHandOver, ImpossibleStep, NotTheHolder) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(do, ("accept", second)))

    found = Concern.objects.get(pk=concern.pk)
    ended = Handover.objects.get().state
    accepted = ended == HandoverState.ACCEPTED
    if second == "take":
        assert found.holder == rita or (accepted and found.holder == kari)
    elif second == "withdraw":
        assert found.state == State.WITHDRAWN
    else:
        assert found.holder == (kari if accepted else inga)


# --- Nobody answers ----------------------------------------------------------------------------


def opened_on(day):
    return dt.datetime.combine(day, dt.time(9, 5), TUESDAY.tzinfo)


def test_what_nobody_accepts_lapses_after_its_day_and_both_are_told(held, inga, kari):
    one = offer(held, kari, by=inga)
    DBTaskResult.objects.all().delete()
    jobs.ask_where_it_is_silent(at=opened_on(FRIDAY))
    assert state_of(one) == HandoverState.OFFERED

    jobs.ask_where_it_is_silent(at=opened_on(dt.date(2026, 3, 9)))
    assert (state_of(one), again(held).holder) == (HandoverState.LAPSED, inga)
    assert sorted(addressees()) == sorted([inga.email, kari.email])
    assert verbs(held)[-1] == ("system", "handover.lapsed")
    with pytest.raises(CannotHandOver):
        handover.accept(one, by=kari, at=opened_on(dt.date(2026, 3, 9)))


def test_what_was_over_anyway_lapses_without_a_letter(held, inga, kari):
    one = offer(held, kari, by=inga)
    mailbox.withdraw(mailbox.find(held.receipt), at=LATER)
    DBTaskResult.objects.all().delete()
    jobs.ask_where_it_is_silent(at=opened_on(dt.date(2026, 3, 9)))
    assert state_of(one) == HandoverState.LAPSED
    assert addressees() == []


def test_fifty_that_lapse_at_once_are_one_letter_to_each(intake, inga, kari):
    for _ in range(50):
        offer(ConcernFactory(held_by=inga), kari, by=inga)
    DBTaskResult.objects.all().delete()
    jobs.ask_where_it_is_silent(at=opened_on(dt.date(2026, 3, 9)))
    assert sorted(addressees()) == sorted([inga.email, kari.email])
    assert not Handover.objects.offered().exists()


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def now(held):
    """A concern of today, for pages take the time themselves."""
    return held


def page_of(visit, concern):
    return visit.get(f"/en/innboks/{concern.pk}/overlevering/")


def ask(visit, concern, to, **also) -> Visit:
    page = page_of(visit, concern)
    return page.fill(page.path, to=str(to.pk), words="Ring skolen.", **also)


def answer(page, go, **also):
    form = page.form_of_button("go", go)
    return page.submit(form, {"go": go} | also)


def test_the_whole_hand_over_by_its_pages(held, inga, kari, visit):
    giver, taker = visit(inga), visit(kari)
    assert "/overlevering/" in " ".join(giver.get(f"/en/innboks/{held.pk}/").links())
    page = ask(giver, held, kari)
    assert "Offered to Kari" in page.main
    assert "Ring skolen." in page.main

    page = page_of(taker, held)
    assert "Inga asks you to take over" in page.main
    page = answer(page, "decline", words="Ikke denne uka.")
    assert "You have said no" in page.text
    page = page_of(giver, held)
    assert "Kari answered: Ikke denne uka." in page.main

    ask(giver, held, kari)
    page = answer(page_of(taker, held), "accept")
    assert page.path.endswith(f"/innboks/{held.pk}/")
    assert again(held).holder == kari


def test_a_wrong_day_is_said_and_what_was_typed_stays(held, inga, kari, visit):
    page = ask(visit(inga), held, kari, answer_by="2020-01-01")
    assert "That day has passed" in page.text
    assert page.value("words") == "Ring skolen."
    assert not Handover.objects.exists()


def test_who_lost_the_baton_while_writing_gets_the_words_back(held, inga, kari, visit):
    giver = visit(inga)
    page = page_of(giver, held)
    handle.take(held, by=kari, at=LATER)
    page = page.fill(page.path, to=str(kari.pk), words="Lang forklaring")
    assert "Take the baton first" in page.text
    assert "Lang forklaring" in page.main


def test_an_answer_that_comes_too_late_says_so(held, inga, kari, rita, visit):
    ask(visit(inga), held, kari)
    page = page_of(visit(kari), held)
    handle.take(held, by=rita, at=LATER)
    page = answer(page, "accept")
    assert "This offer is over" in page.text
    assert again(held).holder == rita


def test_a_damaged_word_hides_nothing_else(held, inga, kari, visit):
    one = offer(held, kari, by=inga)
    Handover.objects.filter(pk=one.pk).update(words=b"x" * 80)
    page = page_of(visit(kari), held)
    assert "can’t be opened" in page.main
    answer(page, "accept")
    assert again(held).holder == kari


def test_of_another_concern_no_hand_over_is_answered(held, inga, kari, visit):
    one = offer(held, kari, by=inga)
    other = ConcernFactory(held_by=inga)
    page = visit(kari).post(f"/innboks/{other.pk}/overlevering/{one.pk}/", {"go": "accept"})
    assert page.status in (403, 404)
    assert again(held).holder == inga


def test_nothing_of_it_is_shown_before_the_reader_has_said_to_be_near_nobody(
    intake, inga, kari, visit
):
    concern = ConcernFactory(held_by=inga, impartial=False)
    nobody_is_near(concern, inga)
    offer(concern, kari, by=inga, words="HEMMELIG")
    page = page_of(visit(kari), concern)
    assert "/naer/" in page.path
    assert "HEMMELIG" not in page.html
    assert "HEMMELIG" in past_the_question(page).main


def test_what_was_said_goes_to_the_archive_with_the_rest(held, inga, kari):
    one = offer(held, kari, by=inga)
    handover.decline(one, words="Jeg er på kurs.", by=kari, at=LATER)
    (chapter,) = [
        chapter
        for chapter in plain.chapters(held, records.data_key_for(held.pk, inga))
        if any(passage.mark.startswith("handover:") for passage in chapter.passages)
    ]
    assert chapter.passages[0].text == "Ring skolen på mandag.\n\nJeg er på kurs."
    assert chapter.passages[0].tells_who_told


def test_who_says_no_without_a_word_is_asked_for_one(held, inga, kari, visit):
    offer(held, kari, by=inga)
    page = answer(page_of(visit(kari), held), "decline", words="")
    assert page.status == 200
    assert "Write something here." in page.main
    page = answer(page, "decline", words="Ikke nå.")
    assert "You have said no" in page.text
