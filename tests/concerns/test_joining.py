"""The same worry from many stands under one: nothing is lost, nobody reads more, and each who told is
still answered."""

from __future__ import annotations

import secrets
import uuid

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kominn.accounts.models import User
from kominn.audit.comparison import compare
from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.concerns import conversation
from kominn.concerns.actions import (
    family,
    handle,
    handover,
    joining,
    mailbox,
    nearness,
    second_reader,
)
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.erase import erase
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern, Handover, Message, SecondLook
from kominn.concerns.states import FINISHED, OPEN, Danger, ImpossibleStep, MessageState, State
from kominn.vault.actions import records, teams
from kominn.vault.models import Wrap
from kominn.vault.refusals import NoWrap
from tests.at_once import all_at_once
from tests.concerns.watch import danger, forget_letters, moment, waiting_letters
from tests.factories.accounts import TeamFactory, UserFactory
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
LATER = TUESDAY + DAY


def join(main, *others, by, at=LATER):
    return joining.join(main, [one.pk for one in others], by=by, at=at)


def take_out(concern, *, by, at=LATER):
    joining.take_out(concern, hours=setting().hours, by=by, at=at)


def to_all(main, text="Hva slags lukt var det?", *, by, token=None, two=False):
    token = token or uuid.uuid4()
    return joining.write_to_all(main, text, token=token, read_by_two=two, by=by, at=LATER)


def finish_for_all(main, words="Takk. Det er ordnet.", *, by, token=None, reason="helped"):
    token = token or uuid.uuid4()
    return joining.finish_for_all(main, reason=reason, words=words, token=token, by=by, at=LATER)


def withdraw(concern, at=LATER):
    return mailbox.withdraw(mailbox.find(concern.receipt), at=at)


def heard(concern):
    """What this reporter reads."""
    found = mailbox.find(concern.receipt)
    said = conversation.conversation(found.concern, found.key, for_reporter=True)
    return [one.text for one in said if one.writer == "staff"]


def stands(concern):
    """Where the reporter reads that it stands."""
    return mailbox.status(mailbox.find(concern.receipt).concern)


def verbs(concern):
    return [event.verb for event in Event.objects.about(f"concern:{concern.pk}")]


def settled(concern):
    return Wrap.objects.get(record=concern.pk).settled


def what_must_hold():
    """Of every concern there is, whatever was done."""
    for one in Concern.objects.select_related("main"):
        assert (one.state == State.JOINED) is (one.main is not None)
        if one.main:
            assert one.main.main_id is None, "a chain"
            assert one.main.state != State.WITHDRAWN
            assert one.holder is None
        lead = one.leading
        if one.state != State.WITHDRAWN:
            wraps = Wrap.objects.filter(record=one.pk)
            assert {wrap.settled for wrap in wraps} == {lead.state == State.CLOSED}
    assert verify() == []


# --- Joined ------------------------------------------------------------------------------------


def test_eleven_tell_the_same_and_one_is_worked_on(intake, inga):
    main, *others = [ConcernFactory() for _ in range(11)]
    done = join(main, *others, by=inga)

    assert (done.number, done.left, done.under.pk) == (10, [], main.pk)
    listed = Concern.objects.most_urgent(50, to=inga, states=OPEN)
    assert [one.pk for one in listed] == [main.pk]
    assert Concern.objects.most_urgent(50, to=inga, states=FINISHED) == []
    assert again(main).joined.count() == 10
    what_must_hold()


def test_whoever_joins_under_one_that_nobody_holds_takes_its_baton(intake, inga):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)

    assert (again(main).state, again(main).holder) == (State.HELD, inga)
    assert verbs(main) == ["concern.taken"]
    assert verbs(other) == ["concern.joined"]
    assert stands(other) == stands(main) == State.HELD


def test_more_is_joined_under_what_a_colleague_holds_and_the_colleague_sees_it(intake, inga, kari):
    main, other = ConcernFactory(held_by=kari), ConcernFactory()
    join(main, other, by=inga)

    assert again(main).holder == kari
    assert again(main).news_for(kari)


def test_the_nearest_deadline_and_the_gravest_danger_count_for_all(intake, inga):
    main = ConcernFactory(held_by=inga)
    urgent, unsure = (
        ConcernFactory(in_danger=True, at=LATER, read_by=inga),
        ConcernFactory(danger="unsure"),
    )
    assert again(main).due_on > urgent.due_on
    join(main, unsure, urgent, by=inga)

    assert again(main).due_on == min(urgent.due_on, unsure.due_on)
    assert again(main).danger == Danger.YES


def test_everyone_who_could_read_it_still_can_and_nobody_else(intake, inga, kari):
    main, other = ConcernFactory(seen="Først"), ConcernFactory(seen="Igjen")
    stranger = UserFactory(name="Olav", roles=["intake"])
    join(main, other, by=inga)

    for reader in (inga, kari):
        assert handle.read(again(other), by=reader, at=LATER).told.answers["seen"] == "Igjen"
    with pytest.raises(NoWrap):
        handle.read(again(other), by=stranger, at=LATER)


def test_joining_to_a_joined_one_goes_to_the_one_it_stands_under(intake, inga):
    first, second, third = (ConcernFactory() for _ in range(3))
    join(first, second, by=inga)
    done = join(second, third, by=inga)

    assert done.under.pk == first.pk
    assert {again(one).main_id for one in (second, third)} == {first.pk}
    what_must_hold()


def test_joining_one_that_others_stand_under_moves_them_along(intake, inga):
    first, second, third = (ConcernFactory() for _ in range(3))
    join(second, third, by=inga)
    join(first, second, by=inga)

    assert {again(one).main_id for one in (second, third)} == {first.pk}
    assert again(second).holder is None
    what_must_hold()


def test_it_can_be_taken_out_again(intake, inga):
    main, other, third = (
        ConcernFactory(),
        ConcernFactory(in_danger=True, read_by=inga),
        ConcernFactory(),
    )
    join(main, other, third, by=inga)
    take_out(other, by=inga)

    after = again(other)
    assert (after.state, after.main, after.holder) == (State.RECEIVED, None, None)
    assert after.due_on == LATER.date()
    assert not after.announced
    assert stands(other) == State.RECEIVED
    assert again(main).danger == Danger.NONE
    assert again(third).main_id == main.pk
    assert verbs(other)[-1] == "concern.taken_out"
    take_out(other, by=inga)
    assert verbs(other).count("concern.taken_out") == 1


# --- Answered ----------------------------------------------------------------------------------


def test_to_all_who_told_each_in_their_own_talk(intake, inga):
    main, *others = [ConcernFactory() for _ in range(4)]
    join(main, *others, by=inga)
    to_all(main, "Takk for at du sa fra.", by=inga)

    assert [heard(one) for one in (main, *others)] == [["Takk for at du sa fra."]] * 4
    bodies = {bytes(body) for body in Message.objects.values_list("body", flat=True)}
    assert len(bodies) == 4


def test_pressed_twice_all_hear_it_once(intake, inga):
    main, *others = [ConcernFactory() for _ in range(4)]
    join(main, *others, by=inga)
    token = uuid.uuid4()
    for _ in range(2):
        to_all(main, "Takk.", by=inga, token=token)

    assert [heard(one) for one in (main, *others)] == [["Takk."]] * 4


def test_the_words_to_a_child_wait_for_a_colleague_and_the_others_hear_at_once(intake, inga, kari):
    main, child, other = ConcernFactory(), ConcernFactory(young=True), ConcernFactory()
    join(main, child, other, by=inga)
    to_all(main, "Takk.", by=inga)

    assert [heard(one) for one in (main, child, other)] == [["Takk."], [], ["Takk."]]
    waiting = Message.objects.for_second_reader(kari).get()
    assert waiting.concern_id == child.pk
    second_reader.release(waiting, send=True, by=kari, at=LATER)
    assert heard(child) == ["Takk."]


def test_one_can_be_written_to_alone(intake, inga, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)
    write(other, "Bare til deg", by=inga)

    assert heard(other) == ["Bare til deg"]
    assert heard(main) == []
    with pytest.raises(NotTheHolder):
        write(other, "Ikke jeg", by=kari)


def test_what_one_of_them_writes_is_news_of_the_one_they_stand_under(intake, inga):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)
    Concern.objects.filter(pk=main.pk).update(due_on=LATER.date() + 30 * DAY, announced=True)
    add(other, "Nå lukter det igjen", at=LATER)

    assert again(main).news_for(inga)
    assert not again(main).announced
    assert again(main).due_on < LATER.date() + 3 * DAY
    assert again(other).news_for(inga)
    assert again(other).state == State.JOINED


def test_nothing_is_finished_past_what_one_of_them_has_written(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=kari)
    add(other, "Vent, det er mer")
    handle.read(again(main), by=kari, at=LATER)
    with pytest.raises(UnreadWords):
        finish_for_all(main, by=kari)

    handle.read(again(other), by=kari, at=LATER)
    assert finish_for_all(main, by=kari)


def test_finished_for_all_each_is_answered_and_every_key_rests(intake, kari):
    main, *others = [ConcernFactory() for _ in range(5)]
    join(main, *others, by=kari)
    assert finish_for_all(main, "Takk. Lysene er på plass.", by=kari)

    for one in (main, *others):
        assert heard(one) == ["Takk. Lysene er på plass."]
        assert stands(one) == State.CLOSED
        assert settled(one)
    what_must_hold()


def test_a_child_reads_that_it_is_finished_when_its_own_words_are_sent(intake, inga, kari):
    main, child = ConcernFactory(), ConcernFactory(young=True)
    join(main, child, by=kari)
    assert finish_for_all(main, by=kari)

    assert (stands(main), stands(child)) == (State.CLOSED, State.HELD)
    second_reader.release(Message.objects.waiting().get(), send=True, by=inga, at=LATER)
    assert stands(child) == State.CLOSED
    assert heard(child) == ["Takk. Det er ordnet."]


def test_the_first_one_s_words_wait_where_a_child_told_it_and_the_others_hear(intake, inga, kari):
    main, other = ConcernFactory(young=True), ConcernFactory()
    join(main, other, by=kari)
    assert not finish_for_all(main, by=kari)

    assert heard(other) == ["Takk. Det er ordnet."]
    assert (stands(main), stands(other)) == (State.HELD, State.HELD)
    second_reader.release(again(main).messages.get(), send=True, by=inga, at=LATER)
    assert (stands(main), stands(other)) == (State.CLOSED, State.CLOSED)
    what_must_hold()


def test_whoever_writes_after_the_end_opens_all_of_it_again(intake, kari):
    main, other, third = (ConcernFactory() for _ in range(3))
    join(main, other, third, by=kari)
    finish_for_all(main, by=kari)
    add(other, "Det er mørkt igjen")

    assert (again(main).state, again(main).holder) == (State.RECEIVED, None)
    assert again(main).news
    assert stands(third) == State.RECEIVED
    what_must_hold()


def test_one_is_taken_out_of_what_is_finished_as_new_work(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=kari)
    finish_for_all(main, by=kari)
    take_out(other, by=kari)

    assert again(other).state == State.RECEIVED
    assert again(main).state == State.CLOSED
    what_must_hold()


def test_who_lacks_the_key_to_one_reaches_the_others_and_is_told(intake, inga, kari):
    main, near, other = (ConcernFactory() for _ in range(3))
    join(main, near, other, by=inga)
    records.set_aside(near.pk, inga)

    assert joining.everybody(again(main), by=inga).out_of_reach == 1
    to_all(main, "Takk.", by=inga)
    assert [heard(one) for one in (main, near, other)] == [["Takk."], [], ["Takk."]]


# --- Taken back --------------------------------------------------------------------------------


def test_a_damaged_key_to_one_keeps_nobody_from_the_others(intake, inga):
    main, damaged, whole = ConcernFactory(held_by=inga), ConcernFactory(), ConcernFactory()
    join(main, damaged, whole, by=inga)
    Wrap.objects.filter(record=damaged.pk).update(wrapped=b"\x01" + bytes(80))

    told = family.all_told(again(main), by=inga)
    reached = joining.everybody(again(main), by=inga)

    assert [one is None for one in told].count(True) == 1
    assert len(told) == 3
    assert [one.concern for one in reached.reached] == [whole]
    assert reached.out_of_reach == 1
    finish_for_all(again(main), by=inga)
    assert heard(whole)
    assert again(main).state == "closed"


def test_taking_back_one_leaves_the_others(intake, inga):
    main, other, third = (
        ConcernFactory(read_by=inga),
        ConcernFactory(read_by=inga),
        ConcernFactory(),
    )
    join(main, other, third, by=inga)
    assert withdraw(other) is False

    after = again(other)
    assert (after.state, after.main, after.holder) == (State.WITHDRAWN, None, inga)
    assert after.news_for(inga)
    assert [one.pk for one in again(main).joined.all()] == [third.pk]
    what_must_hold()


def test_what_nobody_has_opened_is_erased_also_where_it_was_joined(intake, inga):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)

    assert withdraw(other) is True
    assert not Concern.objects.filter(pk=other.pk).exists()
    assert not Wrap.objects.filter(record=other.pk).exists()
    assert again(main).state == State.HELD


@pytest.mark.parametrize("was_read", [True, False])
def test_taking_back_the_one_they_stand_under_lets_the_first_of_them_go_on(intake, inga, was_read):
    main = ConcernFactory(read_by=inga if was_read else None)
    others = [ConcernFactory() for _ in range(3)]
    join(main, *others, by=inga)
    due_on = again(main).due_on
    withdraw(main)

    alone = Concern.objects.get(state=State.HELD)
    assert (alone.holder, alone.due_on, alone.main) == (inga, due_on, None)
    assert alone.joined.count() == 2
    assert again(others[0]).leading.pk == alone.pk
    what_must_hold()


def test_taking_back_what_was_finished_leaves_the_others_finished(intake, kari):
    main, other = ConcernFactory(read_by=kari), ConcernFactory()
    join(main, other, by=kari)
    finish_for_all(main, by=kari)
    withdraw(main)

    assert (again(other).state, again(other).close_reason) == (State.CLOSED, "helped")
    assert stands(other) == State.CLOSED
    what_must_hold()


def test_a_second_look_at_both_ends_can_be_taken_back_too(intake, kari):
    """The one under it waited for a look of its own from an earlier end."""
    main, other = ConcernFactory(danger="unsure"), ConcernFactory(danger="unsure", held_by=kari)
    finish(other, by=kari, reason="advice")
    add(other, "Det er mer.")
    join(main, other, by=kari)
    for one in (main, other):
        handle.read(again(one), by=kari, at=LATER)
    finish_for_all(main, by=kari, reason="advice", words="")
    assert SecondLook.objects.waiting().count() == 1

    assert withdraw(main) is False
    assert [look.concern_id for look in SecondLook.objects.waiting()] == [other.pk]
    assert again(other).state == State.CLOSED
    what_must_hold()


def test_what_its_holder_stands_too_near_to_goes_on_with_somebody_else(intake, inga, kari):
    main, other, third = ConcernFactory(held_by=inga), ConcernFactory(), ConcernFactory()
    join(main, other, third, by=kari)
    for one in (other, third):
        records.set_aside(one.pk, inga)
    withdraw(main)

    first = Concern.objects.get(main=None, state=State.RECEIVED)
    assert (first.holder, first.announced) == (None, False)
    assert first.joined.count() == 1
    assert verify() == []


def test_whoever_reads_is_told_that_it_is_taken_back_where_its_holder_stands_too_near(
    intake, inga, kari
):
    main, other = ConcernFactory(held_by=inga), ConcernFactory(read_by=kari)
    join(main, other, by=kari)
    records.set_aside(other.pk, inga)
    withdraw(other)

    assert again(other).holder is None
    assert again(other).news_for(kari)


def test_what_was_finished_together_is_erased_each_by_its_own_time(intake, kari):
    main, *others = [ConcernFactory() for _ in range(3)]
    join(main, *others, by=kari)
    finish_for_all(main, by=kari, reason="not_ours")
    with transaction.atomic():
        erase(again(main), at=LATER)

    for one in others:
        after = again(one)
        assert (after.state, after.main, after.record_class) == (State.CLOSED, None, "not_ours")
        assert after.finished_on == LATER.date()
        assert handle.read(after, by=kari, at=LATER).told is not None
    what_must_hold()


def test_what_is_erased_while_it_is_worked_on_leaves_the_work_to_the_next(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=kari)
    with transaction.atomic():
        erase(again(main), at=LATER)
    assert (again(other).state, again(other).holder) == (State.HELD, kari)
    what_must_hold()


def test_where_a_measure_runs_it_is_not_joined_under_another(intake, kari, settings):
    settings.CASEWORK = "tests.concerns.test_joining.something_runs"
    main, other = ConcernFactory(), ConcernFactory(held_by=kari)
    done = join(main, other, by=kari)
    assert done.left == [(other.short, "Et tiltak er i gang")]


class SomethingRuns:
    def check_may_close(self, concern):
        raise ImpossibleStep("Et tiltak er i gang.")


something_runs = SomethingRuns()


def test_where_someone_may_be_in_danger_now_it_is_looked_at_before_it_is_joined(intake, inga):
    main, urgent = ConcernFactory(held_by=inga), ConcernFactory(in_danger=True)
    done = join(main, urgent, by=inga)
    assert (done.number, len(done.left)) == (0, 1)
    assert again(urgent).clock is not None

    handle.read(again(urgent), by=inga, at=LATER)
    assert join(main, urgent, by=inga).number == 1


def test_an_offer_of_its_baton_comes_to_nothing_when_it_is_joined(intake, inga, kari):
    main, other = ConcernFactory(held_by=inga), ConcernFactory(held_by=inga)
    Handover.objects.create(
        concern=other, giver=inga, taker=kari, offered_on=LATER, answer_by=LATER, words=b""
    )
    join(main, other, by=inga)
    assert Handover.objects.get().state == "lapsed"


def test_reading_one_of_them_stops_no_clock_of_another(intake, inga):
    main, other = ConcernFactory(in_danger=True), ConcernFactory()
    join(main, other, by=inga)
    handle.read(again(other), by=inga, at=LATER)
    assert again(main).clock is not None

    handle.read(again(main), by=inga, at=LATER)
    assert again(main).clock is None


def test_a_joined_one_that_tells_of_danger_later_has_a_clock_until_it_is_opened(intake, inga, leif):
    User.objects.update(language="en")
    seed = secrets.token_bytes(32)
    main, other = ConcernFactory(), tell(seen="Noe", danger="no", seed=seed)
    join(main, other, by=inga)
    tell(seen="Nå slår han", danger="yes", seed=seed, at=moment(4, 11))
    assert again(main).danger == Danger.YES
    forget_letters()
    assert danger(moment(4, 11, 5)) == [("inga", "look"), ("kari", "look")]
    handle.read(again(main), by=inga, at=moment(4, 11, 10))
    assert danger(moment(4, 14)) == [("leif", "leader")], "nobody has opened what tells of it"

    handle.read(again(other), by=inga, at=moment(4, 14, 10))
    assert again(other).clock is None
    assert danger(moment(5, 14)) == []


# --- Handed over, and who stands near ----------------------------------------------------------


def test_with_the_baton_of_one_goes_the_answer_to_all_who_told(intake, inga, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)
    wait = setting().hours.working_day_after(LATER)
    words, hours = "Kan du ta alle tre?", setting().hours
    offered = handover.offer(
        again(main), to=kari, words=words, answer_by=wait, hours=hours, by=inga, at=LATER
    )
    handover.accept(offered, by=kari, at=LATER)
    add(other, "Det lukter igjen", at=LATER)
    assert again(other).news_for(kari)
    assert not again(other).news_for(inga)
    with pytest.raises(NotTheHolder):
        to_all(main, "Takk.", by=inga)
    handle.read(again(other), by=kari, at=LATER)
    handle.read(again(main), by=kari, at=LATER)
    assert finish_for_all(again(main), "Takk for at dere sa fra.", by=kari)
    assert heard(main) == heard(other) == ["Takk for at dere sa fra."]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_whoever_stands_near_one_is_kept_from_all_that_tell_the_same(intake, inga, kari, which):
    together = [ConcernFactory() for _ in range(3)]
    alone = ConcernFactory()
    join(*together, by=inga)
    nearness.say_near(together[which], hours=setting().hours, by=inga, at=LATER)

    for one in together:
        assert verbs(one)[-1] == "concern.set_aside"
        with pytest.raises(NoWrap):
            handle.read(again(one), by=inga, at=LATER)
        assert handle.read(again(one), by=kari, at=LATER).told is not None
    assert (again(together[0]).state, again(together[0]).holder) == (State.RECEIVED, None)
    assert handle.read(alone, by=inga, at=LATER).told is not None
    assert verify() == []


def test_where_nobody_else_reads_one_of_them_nothing_closes(intake, inga, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=inga)
    records.set_aside(other.pk, kari)
    with pytest.raises(nearness.NobodyElse):
        nearness.say_near(main, hours=setting().hours, by=inga, at=LATER)
    assert again(main).holder == inga
    assert handle.read(again(main), by=inga, at=LATER).told is not None


def closed_to(user, concern):
    nearness.say_near(concern, hours=setting().hours, by=user, at=LATER)
    return concern


@pytest.mark.parametrize("under", [True, False])
def test_what_is_joined_with_what_was_closed_to_somebody_closes_to_them_too(
    intake, inga, kari, under
):
    closed, other, third = closed_to(kari, ConcernFactory()), ConcernFactory(), ConcernFactory()
    main, one = (closed, other) if under else (other, closed)
    assert join(main, one, third, by=inga).number == 2

    for each in (closed, other, third):
        with pytest.raises(NoWrap):
            handle.read(again(each), by=kari, at=LATER)
        assert handle.read(again(each), by=inga, at=LATER).told is not None
    assert [verbs(each).count("concern.closed_with") for each in (closed, other, third)] == [
        0,
        1,
        1,
    ]
    assert [one for one in compare() if "closed to" in str(one)] == []
    assert verify() == []


def test_what_closed_with_another_stays_closed_when_it_is_taken_out(intake, inga, kari):
    closed, main = closed_to(kari, ConcernFactory()), ConcernFactory()
    join(main, closed, by=inga)
    take_out(closed, by=inga)
    for user in (inga, kari):
        teams.admit(intake, user, by=inga, at=LATER)
    for each in (closed, main):
        with pytest.raises(NoWrap):
            handle.read(again(each), by=kari, at=LATER)


def test_whoever_holds_what_closes_to_them_loses_the_baton_to_who_joined(intake, inga, kari):
    """What is told of Kari herself is joined under what Kari holds: she doesn't end it."""
    closed, main = closed_to(kari, ConcernFactory()), ConcernFactory(held_by=kari)
    forget_letters()
    assert join(main, closed, by=inga).number == 1

    ((told, letter),) = [(one["to"], one["body"]) for one in waiting_letters()]
    assert told == kari.email
    assert main.short not in letter
    assert (again(main).state, again(main).holder) == (State.HELD, inga)
    with pytest.raises((NotTheHolder, NoWrap)):
        finish_for_all(again(main), "", by=kari, reason="no_ground")
    assert again(main).is_open


def test_where_joining_would_close_one_to_the_last_who_could_go_on_it_stays_alone(
    intake, inga, kari
):
    arne = UserFactory(name="Arne", roles=["coordinator"])
    teams.admit(intake, arne, by=inga, at=TUESDAY)
    to_both, to_inga, good = ConcernFactory(), ConcernFactory(), ConcernFactory()
    for user in (kari, inga):
        closed_to(user, to_both)
    closed_to(kari, to_inga)
    records.set_aside(to_inga.pk, arne)
    done = join(to_both, to_inga, good, by=arne)
    assert done.number == 1
    assert again(to_inga).main is None

    alone = ConcernFactory()
    records.set_aside(alone.pk, kari)
    records.set_aside(alone.pk, arne)
    done = join(alone, good, to_both, by=inga)
    assert (done.number, again(alone).joined.count()) == (0, 0)
    assert handle.read(again(alone), by=inga, at=LATER).told is not None


# --- What can't be joined ----------------------------------------------------------------------


def test_a_concern_is_not_joined_with_itself(intake, inga):
    concern = ConcernFactory()
    with pytest.raises(ImpossibleStep):
        join(concern, concern, by=inga)
    assert again(concern).state == State.RECEIVED


def test_nothing_is_joined_under_what_is_taken_back_or_finished(intake, kari):
    other = ConcernFactory()
    taken_back = ConcernFactory(read_by=kari, withdrawn=True)
    for main in (taken_back, ConcernFactory(closed_by=kari)):
        with pytest.raises(ImpossibleStep):
            join(main, other, by=kari)
    assert again(other).state == State.RECEIVED


def test_of_many_those_that_cannot_be_joined_stay_and_it_is_said_why(intake, inga, kari):
    main, good = ConcernFactory(held_by=inga), ConcernFactory()
    bad = [
        ConcernFactory(read_by=kari, withdrawn=True),
        ConcernFactory(closed_by=kari),
        ConcernFactory(held_by=kari),
    ]
    elsewhere, child = ConcernFactory(held_by=kari), ConcernFactory()
    join(elsewhere, child, by=kari)
    done = join(main, good, main, *bad, child, by=inga)

    assert done.number == 1
    assert {short for short, _why in done.left} == {one.short for one in (*bad, child)}
    assert all(str(why) for _short, why in done.left)
    assert [again(one).main_id for one in bad] == [None] * 3
    assert again(child).main_id == elsewhere.pk


def test_what_is_gone_meanwhile_does_not_stop_the_others(intake, inga):
    main, good, gone = (ConcernFactory() for _ in range(3))
    withdraw(gone)
    assert join(main, good, gone, by=inga).number == 1
    with pytest.raises(NoWrap):
        join(gone, good, by=inga)


def test_what_one_may_not_see_is_neither_joined_nor_joined_under(intake, inga, kari):
    school = TeamFactory(name="Skolen", slug="skolen")
    olga = UserFactory(name="Olga", roles=["coordinator"])
    teams.found_team_keys(school, olga, by=None, at=TUESDAY)
    ours, other = ConcernFactory(), ConcernFactory()

    with pytest.raises(NoWrap):
        join(ours, other, by=olga)
    theirs = ConcernFactory()
    records.rewrap(theirs.pk, school, by=inga)
    records.take_back(theirs.pk, from_team=intake)
    Concern.objects.filter(pk=theirs.pk).update(team=school)
    assert join(ours, theirs, by=inga).number == 0
    assert again(theirs).main is None


def test_another_team_s_is_joined_only_where_the_team_has_its_key(intake, inga):
    school = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(school, inga, by=None, at=TUESDAY)
    ours, theirs = ConcernFactory(), ConcernFactory()
    records.rewrap(theirs.pk, school, by=inga)
    records.take_back(theirs.pk, from_team=intake)
    Concern.objects.filter(pk=theirs.pk).update(team=school)

    done = join(ours, theirs, by=inga)
    assert (done.number, len(done.left)) == (0, 1)
    records.rewrap(theirs.pk, intake, by=inga)
    assert join(ours, theirs, by=inga).number == 1


def test_a_joined_one_is_neither_taken_nor_finished_by_itself(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    join(main, other, by=kari)
    with pytest.raises(ImpossibleStep):
        handle.take(again(other), by=kari, at=LATER)
    with pytest.raises(ImpossibleStep):
        finish(again(other), by=kari)
    assert again(other).state == State.JOINED


def test_closing_words_that_wait_are_dealt_with_before_it_is_joined(intake, inga, kari):
    child, main = ConcernFactory(young=True, held_by=kari), ConcernFactory(held_by=kari)
    finish(child, by=kari, words="Takk.")
    done = join(main, child, by=kari)
    assert (done.number, len(done.left)) == (0, 1)


def test_the_database_itself_refuses_what_cannot_be(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    rows = Concern.objects.filter(pk=other.pk)
    for impossible in (
        {"main": main},
        {"state": State.JOINED},
        {"state": State.JOINED, "main": other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**impossible)


# --- At the same moment ------------------------------------------------------------------------


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(4))
def test_two_join_each_other_at_once_and_one_stands_under_the_other(intake, inga, kari, turn):
    one, two = ConcernFactory(), ConcernFactory()
    all_at_once(lambda: join(one, two, by=inga), lambda: join(two, one, by=kari))

    assert sorted([again(one).state, again(two).state]) == [State.HELD, State.JOINED]
    what_must_hold()


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(4))
def test_a_ring_of_three_at_once_ends_without_a_chain(intake, inga, turn):
    ring = [ConcernFactory() for _ in range(3)]
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    all_at_once(*(lambda pair=pair: join(*pair, by=inga) for pair in pairs))

    assert Concern.objects.filter(main=None).count() in (1, 2)
    what_must_hold()


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(4))
def test_one_is_joined_while_the_other_is_taken_back(intake, inga, turn):
    main, other = ConcernFactory(read_by=inga), ConcernFactory(read_by=inga)
    found = mailbox.find(main.receipt)
    got = all_at_once(lambda: join(main, other, by=inga), lambda: mailbox.withdraw(found, at=LATER))

    assert got[1] is False
    assert again(main).state == State.WITHDRAWN
    assert again(other).state in OPEN
    what_must_hold()


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(4))
def test_a_reporter_writes_while_it_is_joined_taken_out_and_finished(intake, kari, turn):
    main, other, third = (ConcernFactory() for _ in range(3))
    join(main, third, by=kari)
    found, hours = mailbox.find(other.receipt), setting().hours
    got = all_at_once(
        lambda: mailbox.add(found, "Vent", token=uuid.uuid4(), hours=hours, at=LATER),
        lambda: join(main, other, by=kari),
        lambda: take_out(third, by=kari),
        lambda: finish_for_all(main, by=kari),
    )

    assert got[0] is None
    assert Message.objects.filter(concern=other, writer="reporter").count() == 1
    assert again(other).news or again(other).leading.news
    assert again(other).leading.state != State.CLOSED
    what_must_hold()


# --- Any walk at all ---------------------------------------------------------------------------

STEPS = st.tuples(
    st.sampled_from(["join", "out", "take", "finish", "add", "withdraw", "read", "all"]),
    st.integers(0, 4),
    st.integers(0, 4),
)


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=16))
def test_whatever_is_done_in_any_order_nothing_stands_in_a_chain_or_without_its_keys(
    intake, kari, steps
):
    with transaction.atomic():
        concerns = [tell(seen=str(n)) for n in range(5)]
        for deed, *which in steps:
            one, two = (concerns[n] for n in which)
            try:
                with transaction.atomic():
                    step(deed, one, two, by=kari)
            except (ImpossibleStep, NotTheHolder, UnreadWords, NoWrap):
                pass
            except Concern.DoesNotExist:
                assert not Concern.objects.filter(pk=one.pk).exists()
            what_must_hold()
        transaction.set_rollback(True)


def step(deed, one, two, *, by):
    if deed == "join":
        join(one, two, by=by)
    elif deed == "out":
        take_out(again(one), by=by)
    elif deed == "take":
        handle.take(again(one), by=by, at=LATER)
    elif deed == "finish":
        finish_for_all(again(one), by=by, reason="advice")
    elif deed == "add" and mailbox.find(one.receipt):
        add(one, "Mer", at=LATER)
    elif deed == "withdraw" and mailbox.find(one.receipt):
        withdraw(one)
    elif deed == "read":
        handle.read(again(one), by=by, at=LATER)
    elif deed == "all":
        to_all(again(one), by=by)


# --- A night after a news story ----------------------------------------------------------------


@pytest.mark.slow
def test_three_hundred_in_a_night_are_joined_and_answered_and_no_deadline_is_lost(intake, kari):
    concerns = [tell(seen=f"Nyheten {n}", danger="yes" if n == 250 else "") for n in range(300)]
    handle.read(concerns[250], by=kari, at=LATER)
    main, *others = concerns
    for batch in (others[:250], others[250:]):
        join(main, *batch, by=kari)

    assert again(main).joined.count() == 299
    assert again(main).due_on == min(one.due_on for one in concerns)
    assert again(main).danger == Danger.YES
    assert finish_for_all(main, "Takk til alle som sa fra.", by=kari)
    assert Message.objects.filter(state=MessageState.SENT).count() == 300
    what_must_hold()
