"""What colleagues do with a concern: who may see it, who may do what, and the mark each deed leaves."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from kominn.accounts.models import Membership
from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.concerns import conversation
from kominn.concerns.actions import closing, handle, interpreter, mailbox, second_reader, talk
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.second_reader import NeedsAnotherReader
from kominn.concerns.models import Concern, InterpreterOrder, Message, readers_of
from kominn.concerns.states import ImpossibleStep, MessageState, State, Writer
from kominn.vault.actions import records, teams
from kominn.vault.models import Wrap
from kominn.vault.refusals import NoWrap
from tests.at_once import all_at_once
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    add,
    again,
    attached,
    finish,
    setting,
    write,
)

pytestmark = pytest.mark.django_db
LATER = TUESDAY + DAY


@pytest.fixture
def other_team(intake):
    """A team beside intake, with Olav as its only reader."""
    team = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(team, UserFactory(name="Olav", roles=["intake"]), by=None, at=TUESDAY)
    return team


@pytest.fixture
def olav(other_team):
    return other_team.members.get()


def deeds(concern):
    """What the trail of colleagues' deeds says of a concern: who did what, in order."""
    return [(event.by, event.verb) for event in Event.objects.about(f"concern:{concern.pk}")]


def seen_by(user):
    return set(Concern.objects.visible_to(user))


def last_said(concern, reader, at=LATER):
    return handle.read(again(concern), by=reader, at=at).said[-1]


# --- Who sees it -------------------------------------------------------------------------------


def test_the_team_sees_it_and_nobody_else(intake, inga, kari, stian, leif, ada, per, olav):
    concern = ConcernFactory()

    assert seen_by(inga) == seen_by(kari) == {concern}
    assert not any(map(seen_by, (stian, leif, ada, per, olav)))
    assert [reader.name for reader in readers_of(concern)] == ["Inga", "Kari"]


def test_a_member_without_a_wrap_does_not_see_it(intake, stian):
    ConcernFactory()
    Membership.objects.create(team=intake, user=stian, joined_on=TUESDAY.date())

    assert not seen_by(stian)


def test_a_wrap_without_membership_does_not_show_it(intake, inga, kari):
    ConcernFactory()
    Membership.objects.filter(user=kari).delete()

    assert not seen_by(kari)


def test_who_leaves_sees_nothing_any_longer_and_opens_nothing(intake, inga, kari):
    finished = ConcernFactory(closed_by=kari)
    concern = ConcernFactory()
    teams.remove(intake, kari, by=inga, at=LATER)

    assert not seen_by(kari)
    for one in (concern, finished):
        with pytest.raises(NoWrap):
            handle.read(one, by=kari, at=LATER)
    assert seen_by(inga) == {concern, finished}
    assert [reader.name for reader in readers_of(concern)] == ["Inga"]


def test_a_newcomer_sees_what_came_before(intake, inga, olav):
    concern = ConcernFactory(seen="Fra før")
    teams.admit(intake, olav, by=inga, at=LATER)

    assert handle.read(concern, by=olav, at=LATER).told.answers["seen"] == "Fra før"


def test_a_team_that_a_concern_is_shared_with_does_not_see_it_before_it_is_moved(
    intake, inga, other_team, olav
):
    """Possession of a key never replaces the permission; to share comes with the next doors."""
    concern = ConcernFactory()
    records.rewrap(concern.pk, other_team, by=inga)

    assert not seen_by(olav)


# --- Reading -----------------------------------------------------------------------------------


def test_each_reading_leaves_one_mark(intake, inga, kari):
    concern = ConcernFactory(at=TUESDAY)
    handle.read(concern, by=inga, at=LATER)
    handle.read(concern, by=kari, at=LATER)

    assert deeds(concern) == [
        (f"user:{inga.pk}", "concern.read"),
        (f"user:{kari.pk}", "concern.read"),
    ]
    assert Event.objects.about(f"concern:{concern.pk}").first().at == LATER.replace(microsecond=0)


def test_who_has_no_key_leaves_no_mark_of_having_read(intake, olav):
    concern = ConcernFactory()
    with pytest.raises(NoWrap):
        handle.read(concern, by=olav, at=LATER)

    assert deeds(concern) == []


def test_names_are_opened_on_their_own_with_the_reason_kept_sealed(intake, inga):
    concern = ConcernFactory(names="Ola Nordmann")

    assert handle.read_names(concern, why="Skal ringe hjem", by=inga, at=LATER) == "Ola Nordmann"

    assert deeds(concern) == [(f"user:{inga.pk}", "concern.names_read")]
    note = last_said(concern, inga)
    assert note.writer == Writer.NOTE
    assert "Skal ringe hjem" in note.text
    assert "Skal ringe" not in str(Event.objects.values())


def test_what_is_read_leaves_out_the_names(intake, inga):
    opened = handle.read(ConcernFactory(names="Ola Nordmann"), by=inga, at=LATER)
    assert opened.told.names == ""
    assert "Nordmann" not in repr(opened)


def test_opening_a_file_leaves_its_own_mark(intake, inga):
    concern = ConcernFactory(files=[attached()])
    handle.read_file(concern, concern.attachments.get(), by=inga, at=LATER)

    assert deeds(concern) == [(f"user:{inga.pk}", "attachment.read")]


# --- The baton ---------------------------------------------------------------------------------


def test_who_takes_the_baton_answers_for_the_next_step_within_a_week(intake, inga):
    concern = ConcernFactory()
    handle.take(concern, by=inga, at=LATER)
    handle.take(concern, by=inga, at=LATER + DAY)

    held = again(concern)
    assert (held.state, held.holder, held.due_on) == (State.HELD, inga, dt.date(2026, 3, 11))
    assert deeds(concern) == [(f"user:{inga.pk}", "concern.taken")]


def test_a_colleague_takes_it_over_and_the_deadline_stays(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)
    handle.take(concern, by=kari, at=LATER + 3 * DAY)

    assert again(concern).holder == kari
    assert again(concern).due_on == concern.due_on
    assert [verb for _, verb in deeds(concern)] == ["concern.taken", "concern.taken"]


@pytest.mark.parametrize("past", [{"closed_by": "kari"}, {"read_by": "inga", "withdrawn": True}])
def test_what_is_over_cannot_be_taken(intake, past, request):
    past = {
        key: request.getfixturevalue(who) if isinstance(who, str) else who
        for key, who in past.items()
    }
    concern = ConcernFactory(**past)

    with pytest.raises(ImpossibleStep):
        handle.take(concern, by=request.getfixturevalue("inga"), at=LATER)


def test_only_the_holder_writes_and_closes(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)

    with pytest.raises(NotTheHolder):
        write(concern, by=kari)
    with pytest.raises(NotTheHolder):
        finish(concern, by=kari)
    assert not Message.objects.exists()
    assert again(concern).state == State.HELD


def test_sorting_sets_theme_area_and_day(intake, inga, areas):
    concern = ConcernFactory()
    day = dt.date(2026, 3, 20)
    handle.sort(concern, theme="bullying", area=areas["torget"], due_on=day, by=inga, at=LATER)

    sorted_ = again(concern)
    assert (sorted_.theme, sorted_.area.slug, sorted_.due_on) == ("bullying", "torget", day)
    assert deeds(concern) == [(f"user:{inga.pk}", "concern.sorted")]


def test_who_has_no_key_sorts_notes_and_orders_nothing(intake, olav):
    concern = ConcernFactory()
    with pytest.raises(NoWrap):
        handle.sort(concern, theme="", area=None, due_on=LATER.date(), by=olav, at=LATER)
    with pytest.raises(NoWrap):
        talk.note(concern, "x", token=uuid.uuid4(), by=olav, at=LATER)
    with pytest.raises(NoWrap):
        order(concern, by=olav)
    with pytest.raises(NoWrap):
        handle.read_names(concern, why="x", by=olav, at=LATER)
    assert deeds(concern) == []
    assert not Message.objects.exists()


# --- The talk ----------------------------------------------------------------------------------


def test_a_message_reaches_the_reporter_and_leaves_one_mark(intake, inga):
    concern = ConcernFactory(held_by=inga)
    write(concern, "Hvor så du det?", by=inga)

    found = mailbox.find(concern.receipt)
    said = conversation.conversation(found.concern, found.key, for_reporter=True)
    assert [(one.text, one.author) for one in said] == [("Hvor så du det?", "Inga")]
    assert deeds(concern)[-1] == (f"user:{inga.pk}", "message.sent")


def test_the_same_message_twice_is_said_once(intake, inga):
    concern, token = ConcernFactory(held_by=inga), uuid.uuid4()
    for _ in range(2):
        talk.write(concern, "En gang", token=token, read_by_two=False, by=inga, at=LATER)

    assert Message.objects.count() == 1
    assert deeds(concern).count((f"user:{inga.pk}", "message.sent")) == 1


def test_another_text_under_a_used_number_is_not_lost(intake, inga):
    """The browser's back button shows an old page with an old number."""
    concern, token = ConcernFactory(held_by=inga), uuid.uuid4()
    for text in ("Først", "Deretter", "Deretter"):
        talk.write(concern, text, token=token, read_by_two=False, by=inga, at=LATER)
    for text in ("Notat", "Notat to"):
        talk.note(concern, text, token=token, by=inga, at=LATER)

    said = handle.read(again(concern), by=inga, at=LATER).said
    assert {one.text for one in said} == {"Først", "Deretter", "Notat", "Notat to"}


def test_a_number_used_in_another_concern_does_no_harm(intake, inga):
    one, other = ConcernFactory(held_by=inga), ConcernFactory(held_by=inga)
    taken = write(one, "Til den ene", by=inga)

    talk.write(other, "Til den andre", token=taken.pk, read_by_two=False, by=inga, at=LATER)
    talk.note(other, "Om den andre", token=taken.pk, by=inga, at=LATER)

    assert {s.text for s in handle.read(one, by=inga, at=LATER).said} == {"Til den ene"}
    assert {s.text for s in handle.read(other, by=inga, at=LATER).said} == {
        "Til den andre",
        "Om den andre",
    }


def test_a_note_is_for_colleagues_only(intake, inga, kari):
    concern = ConcernFactory()
    talk.note(concern, "Ringte skolen", token=uuid.uuid4(), by=kari, at=LATER)

    assert last_said(concern, inga).text == "Ringte skolen"
    found = mailbox.find(concern.receipt)
    assert conversation.conversation(found.concern, found.key, for_reporter=True) == []
    assert deeds(concern)[0] == (f"user:{kari.pk}", "concern.noted")


def test_the_talk_stands_in_the_order_it_was_said(intake, inga):
    concern = ConcernFactory(held_by=inga)
    write(concern, "To", by=inga, at=TUESDAY + 2 * DAY)
    add(concern, "Tre", at=TUESDAY + 3 * DAY)
    write(concern, "En", by=inga, at=TUESDAY + DAY)  # the clock was set back

    said = handle.read(again(concern), by=inga, at=TUESDAY + 4 * DAY).said
    assert [one.text for one in said] == ["En", "To", "Tre"]


# --- Read by two -------------------------------------------------------------------------------


def test_what_is_written_to_a_minor_waits_for_a_colleague(intake, inga, kari):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, "Takk for at du sa fra", by=inga)

    found = mailbox.find(concern.receipt)
    assert message.state == MessageState.WAITING
    assert conversation.conversation(found.concern, found.key, for_reporter=True) == []
    assert deeds(concern)[-1][1] == "message.written"

    second_reader.release(message, send=True, by=kari, at=LATER)

    message.refresh_from_db()
    assert (message.state, message.second_reader) == (MessageState.SENT, kari)
    said = conversation.conversation(found.concern, found.key, for_reporter=True)
    assert [one.text for one in said] == ["Takk for at du sa fra"]
    assert deeds(concern)[-1] == (f"user:{kari.pk}", "message.sent")


def test_an_adult_is_written_to_by_one_unless_the_writer_wants_two(intake, inga):
    concern = ConcernFactory(role="guardian", held_by=inga)

    assert write(concern, by=inga).state == MessageState.SENT
    assert write(concern, by=inga, read_by_two=True).state == MessageState.WAITING


def test_nobody_is_ones_own_second_reader(intake, inga):
    message = write(ConcernFactory(young=True, held_by=inga), by=inga)

    for send in (True, False):
        with pytest.raises(NeedsAnotherReader):
            second_reader.release(message, send=send, by=inga, at=LATER)
    message.refresh_from_db()
    assert (message.state, message.second_reader) == (MessageState.WAITING, None)


def test_the_second_reader_must_hold_the_key(intake, inga, olav):
    message = write(ConcernFactory(young=True, held_by=inga), by=inga)
    with pytest.raises(NoWrap):
        second_reader.release(message, send=True, by=olav, at=LATER)


def test_a_stopped_message_never_reaches_the_reporter(intake, inga, kari):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, "Uheldig", by=inga)
    second_reader.release(message, send=False, by=kari, at=LATER)
    second_reader.release(message, send=True, by=kari, at=LATER)

    message.refresh_from_db()
    assert message.state == MessageState.STOPPED
    found = mailbox.find(concern.receipt)
    assert conversation.conversation(found.concern, found.key, for_reporter=True) == []
    assert [verb for _, verb in deeds(concern)].count("message.stopped") == 1
    assert [verb for _, verb in deeds(concern)].count("message.sent") == 0


def test_the_database_itself_refuses_a_message_that_one_alone_read(intake, inga, kari):
    message = write(ConcernFactory(young=True, held_by=inga), by=inga)
    everyone = Message.objects.filter(pk=message.pk)

    for wrong in (
        {"state": "sent"},
        {"state": "sent", "second_reader": inga},
        {"second_reader": inga},
        {"author": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            everyone.update(**wrong)
    everyone.update(state="sent", second_reader=kari)


def test_the_words_at_closing_go_by_two_to_a_minor_as_well(intake, inga, kari):
    concern = ConcernFactory(young=True, held_by=kari)
    finish(concern, by=kari, words="Takk, det ble ordnet")

    waiting = Message.objects.waiting().get()
    second_reader.release(waiting, send=True, by=inga, at=LATER)

    found = mailbox.find(concern.receipt)
    assert [
        one.text for one in conversation.conversation(found.concern, found.key, for_reporter=True)
    ] == ["Takk, det ble ordnet"]


# --- Finished and opened again -----------------------------------------------------------------


def test_closing_keeps_the_reason_and_leaves_one_mark(intake, kari):
    concern, token = ConcernFactory(held_by=kari), uuid.uuid4()
    for _ in range(2):
        closing.close(concern, reason="helped", words="Takk", token=token, by=kari, at=LATER)

    closed = again(concern)
    assert (closed.state, closed.close_reason) == (State.CLOSED, "helped")
    assert Wrap.objects.get(record=concern.pk).settled
    assert Message.objects.count() == 1
    assert [verb for _, verb in deeds(concern)] == [
        "concern.taken",
        "message.sent",
        "concern.closed",
    ]


def test_only_what_is_held_can_be_closed(intake, kari, inga):
    with pytest.raises(NotTheHolder):
        finish(ConcernFactory(), by=kari)
    withdrawn = ConcernFactory(held_by=kari, withdrawn=True)
    with pytest.raises(ImpossibleStep):
        finish(withdrawn, by=kari)


def test_an_answer_opens_it_again_as_new_work(intake, kari, inga):
    concern = ConcernFactory(closed_by=kari)
    add(concern, "Det skjer igjen", at=TUESDAY + 8 * DAY)

    opened = again(concern)
    assert (opened.state, opened.close_reason, opened.announced) == (State.RECEIVED, "", False)
    assert opened.due_on == dt.date(2026, 3, 12)
    assert opened.holder is None
    assert not Wrap.objects.get(record=concern.pk).settled
    handle.take(opened, by=inga, at=TUESDAY + 9 * DAY)
    handle.read(again(concern), by=inga, at=TUESDAY + 9 * DAY)
    finish(again(concern), by=inga, at=TUESDAY + 9 * DAY)
    assert again(concern).state == State.CLOSED


def test_the_database_itself_refuses_impossible_concerns(intake, kari):
    concern = ConcernFactory()
    rows = Concern.objects.filter(pk=concern.pk)
    for wrong in ({"state": "held"}, {"state": "closed", "holder": kari}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


# --- The interpreter ---------------------------------------------------------------------------


def order(concern, *, by, token=None, **details):
    details = {
        "language": "so",
        "way": "phone",
        "needed_on": dt.date(2026, 3, 10),
        "time": dt.time(10, 30),
    } | details
    return interpreter.order(concern, details, token=token or uuid.uuid4(), by=by, at=LATER)


def test_an_interpreter_is_ordered_once_however_often_the_button_is_pressed(intake, inga):
    concern, token = ConcernFactory(), uuid.uuid4()
    for _ in range(2):
        order(concern, by=inga, token=token)

    assert InterpreterOrder.objects.count() == 1
    assert deeds(concern) == [(f"user:{inga.pk}", "interpreter.noted")]


def test_the_order_is_sealed_but_for_its_day(intake, inga):
    made = order(ConcernFactory(), by=inga)
    made.refresh_from_db()

    assert made.needed_on == dt.date(2026, 3, 10)
    assert b"10:30" not in bytes(made.details)
    key = records.data_key_for(made.concern_id, inga)
    assert conversation.open_order(made, key)["time"] == "10:30:00"


# --- At the same moment ------------------------------------------------------------------------


@pytest.mark.usefixtures("together")
def test_two_take_the_baton_at_once_and_one_holds_it(intake, inga, kari):
    concern = ConcernFactory()

    got = all_at_once(*(lambda by=by: handle.take(concern, by=by, at=LATER) for by in (inga, kari)))

    assert got == [None, None]
    assert again(concern).holder in (inga, kari)
    assert [verb for _, verb in deeds(concern)] == ["concern.taken", "concern.taken"]
    assert deeds(concern)[-1][0] == f"user:{again(concern).holder_id}"


@pytest.mark.usefixtures("together")
def test_one_message_pressed_eight_times_at_once_is_said_once(intake, inga):
    concern, token = ConcernFactory(held_by=inga), uuid.uuid4()

    def press():
        return talk.write(concern, "En gang", token=token, read_by_two=False, by=inga, at=LATER)

    got = all_at_once(*[press] * 8)

    assert len({one.pk for one in got}) == 1
    assert Message.objects.count() == 1
    assert verify() == []


@pytest.mark.usefixtures("together")
def test_two_close_at_once_and_it_is_closed_once(intake, kari):
    concern, token = ConcernFactory(held_by=kari), uuid.uuid4()

    def press():
        closing.close(concern, reason="helped", words="Takk", token=token, by=kari, at=LATER)

    assert all_at_once(*[press] * 4) == [None] * 4
    assert [verb for _, verb in deeds(concern)].count("concern.closed") == 1
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("together")
def test_one_sends_and_one_stops_at_once_and_the_first_counts(intake, inga, kari, olav):
    teams.admit(intake, olav, by=inga, at=TUESDAY)
    message = write(ConcernFactory(young=True, held_by=inga), by=inga)

    all_at_once(
        lambda: second_reader.release(message, send=True, by=kari, at=LATER),
        lambda: second_reader.release(message, send=False, by=olav, at=LATER),
    )

    message.refresh_from_db()
    verbs = [verb for _, verb in deeds(message.concern)]
    assert verbs.count("message.sent") + verbs.count("message.stopped") == 1
    assert f"message.{message.state}" in verbs


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(6))
def test_it_is_never_both_read_and_told_that_nobody_read_it(intake, inga, turn):
    concern = ConcernFactory(seen="Angrer")
    found = mailbox.find(concern.receipt)

    read, erased = all_at_once(
        lambda: handle.read(concern, by=inga, at=LATER),
        lambda: mailbox.withdraw(found, at=LATER),
    )

    was_read = isinstance(read, handle.Opened)
    assert was_read or isinstance(read, NoWrap)
    assert erased is not was_read
    assert Concern.objects.filter(pk=concern.pk).exists() is was_read
    assert bool(deeds(concern)) is was_read


@pytest.mark.usefixtures("together")
def test_an_answer_while_it_is_being_closed_is_read_first_or_opens_it_again(intake, kari):
    concern = ConcernFactory(held_by=kari)
    found, hours = mailbox.find(concern.receipt), setting().hours

    all_at_once(
        lambda: finish(concern, by=kari, at=LATER),
        lambda: mailbox.add(found, "Vent!", token=uuid.uuid4(), hours=hours, at=LATER),
    )

    after = again(concern)
    assert Message.objects.count() == 1
    assert not after.announced
    assert (after.state, Wrap.objects.get(record=concern.pk).settled) in {
        (State.RECEIVED, False),
        (State.HELD, False),
    }
