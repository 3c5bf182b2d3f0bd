"""The page of one concern: nothing written is lost, two read what a child gets, damage is told."""

from __future__ import annotations

import logging
import uuid

import pytest

from kominn.audit.models import Event
from kominn.concerns.actions import closing, handle, interpreter, mailbox, second_reader, talk
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern, InterpreterOrder, Message
from kominn.concerns.states import ImpossibleStep, State
from kominn.portrait.models import Contact, Service
from kominn.vault.actions import teams
from kominn.vault.models import Wrap
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    add,
    again,
    attached,
    finish,
    write,
)

pytestmark = pytest.mark.django_db
LATER = TUESDAY + DAY
WORDS = "Takk for at du sa fra. Vi har snakket med skolen."


def address(concern, deed=""):
    return f"/en/innboks/{concern.pk}/" + (f"{deed}/" if deed else "")


def opened(visit, user, concern):
    page = visit(user).get(address(concern))
    assert page.status == 200
    return page


def verbs(concern):
    return [event.verb for event in Event.objects.about(f"concern:{concern.pk}")]


def mailbox_of(reporter, concern):
    return reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)


# --- The second reader -------------------------------------------------------------------------


def test_who_stops_a_message_says_why_and_the_writer_changes_it(
    intake, inga, kari, reporter, visit
):
    concern = ConcernFactory(young=True, held_by=inga)
    write(concern, "Uheldige ord", by=inga)
    opened(visit, kari, concern).press("stop", why_stop="Skriv enklere til en på tolv.")

    monday = visit(inga).get("/en/mandag/")
    assert "a colleague stopped it" in monday.main
    assert "Skriv enklere" not in monday.html
    page = opened(visit, inga, concern)
    assert "Kari stopped it. Skriv enklere til en på tolv." in page.main

    page = page.press("change")
    assert page.value("text") == "Uheldige ord"
    page.press("preview", text="Enklere ord").press("send")

    assert {m.state for m in Message.objects.all()} == {"dropped", "waiting"}
    assert "a colleague stopped it" not in visit(inga).get("/en/mandag/").main
    opened(visit, kari, concern).press("send")
    box = mailbox_of(reporter, concern)
    assert "Enklere ord" in box.main
    assert "Uheldige" not in box.html


def test_a_message_is_not_stopped_without_a_word_to_its_writer(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, by=inga)
    page = opened(visit, kari, concern).press("stop", why_stop="  ")

    message.refresh_from_db()
    assert message.state == "waiting"
    assert "Write something here." in page.main
    assert any(e.get("open") is not None for e in page.root.iter("details"))


def test_the_reason_is_sealed_and_for_staff_alone(intake, inga, kari, reporter, visit):
    concern = ConcernFactory(young=True, held_by=inga)
    second_reader.release(write(concern, by=inga), send=False, why="GRUNN", by=kari, at=LATER)

    message = Message.objects.get()
    assert b"GRUNN" not in bytes(message.why_stopped)
    assert "GRUNN" not in mailbox_of(reporter, concern).html


def test_a_writer_takes_back_what_still_waits_and_nobody_elses(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, by=inga)
    talk.put_away(message, by=kari, at=LATER)
    message.refresh_from_db()
    assert message.state == "waiting"

    page = opened(visit, inga, concern).press("put-away")
    message.refresh_from_db()
    assert (message.state, message.second_reader) == ("dropped", None)
    assert "Not sent" in page.main
    second_reader.release(message, send=True, by=kari, at=LATER)
    message.refresh_from_db()
    assert message.state == "dropped"


def test_where_one_alone_reads_it_is_said_before_anything_is_written(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=kari)
    assert "you are the only one" not in opened(visit, kari, concern).main
    teams.remove(intake, inga, by=kari, at=TUESDAY)

    page = opened(visit, kari, concern)
    assert "you are the only one with the key" in page.main
    assert "/en/ansatte/team/" in page.links()
    assert "you are the only one" in page.press("preview", text="Hei").main


def test_to_an_adult_no_second_reader_is_offered_where_there_is_none(intake, inga, kari, visit):
    concern = ConcernFactory(held_by=kari)
    assert opened(visit, kari, concern).asks("read_by_two")
    teams.remove(intake, inga, by=kari, at=TUESDAY)
    page = opened(visit, kari, concern)
    assert not page.asks("read_by_two")
    assert "you are the only one" not in page.main


# --- Finishing ---------------------------------------------------------------------------------


def test_how_it_ends_is_previewed_and_afterwards_the_page_says_why(intake, kari, reporter, visit):
    concern = ConcernFactory(held_by=kari)
    preview = opened(visit, kari, concern).fill(
        address(concern, "avslutt"), reason="passed_on", words=WORDS
    )
    assert "Finished. You can still write to us here." in preview.main
    assert WORDS in preview.main
    assert again(concern).state == State.HELD

    changed = preview.press("change")
    assert (changed.value("words"), changed.value("reason")) == (WORDS, "passed_on")
    page = preview.press("send")
    assert "Finished by Kari on" in page.main
    assert "Passed on to the right service" in page.main
    assert WORDS in mailbox_of(reporter, concern).main


def test_a_child_sees_it_finished_only_when_two_have_read_the_words(
    intake, inga, kari, reporter, visit
):
    concern = ConcernFactory(young=True, held_by=kari)
    preview = opened(visit, kari, concern).fill(
        address(concern, "avslutt"), reason="helped", words=WORDS
    )
    page = preview.press("send")

    assert again(concern).state == State.HELD
    assert "Closing words wait for a colleague" in page.main
    assert not page.asks("words") or page.value("words") == WORDS
    assert "Finished" not in mailbox_of(reporter, concern).main

    opened(visit, inga, concern).press("send")
    assert (again(concern).state, again(concern).close_reason) == (State.CLOSED, "helped")
    box = mailbox_of(reporter, concern)
    assert "Finished." in box.main
    assert WORDS in box.main
    assert "Finished by Kari" in opened(visit, kari, concern).main


def test_stopped_closing_words_finish_nothing_and_are_written_anew(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=kari)
    finish(concern, by=kari, words="Saken avsluttes.")
    opened(visit, inga, concern).press("stop", why_stop="Si takk først.")

    page = opened(visit, kari, concern).press("change")
    assert (page.value("words"), page.value("reason")) == ("Saken avsluttes.", "helped")
    page.fill(address(concern, "avslutt"), words=WORDS).press("send")

    assert {m.state for m in Message.objects.all()} == {"dropped", "waiting"}
    assert again(concern).state == State.HELD
    opened(visit, inga, concern).press("send")
    assert again(concern).state == State.CLOSED


def test_pressed_twice_closing_words_that_were_stopped_do_not_finish(intake, inga, kari):
    concern, token = ConcernFactory(young=True, held_by=kari), uuid.uuid4()
    wanted = {"reason": "helped", "words": WORDS, "token": token, "by": kari, "at": LATER}
    assert closing.close(concern, **wanted) is False
    second_reader.release(Message.objects.get(), send=False, why="Nei", by=inga, at=LATER)

    assert closing.close(concern, **wanted) is False
    assert again(concern).state == State.HELD


def test_what_came_while_it_was_being_finished_is_read_first(intake, kari, visit):
    concern = ConcernFactory(held_by=kari)
    preview = opened(visit, kari, concern).fill(
        address(concern, "avslutt"), reason="helped", words=WORDS
    )
    add(concern, "Vent, det har skjedd noe nytt")
    page = preview.press("send")

    assert again(concern).state == State.HELD
    assert "The reporter has written more." in page.main
    assert "det har skjedd noe nytt" in page.main
    assert page.value("words") == WORDS
    page.fill(address(concern, "avslutt")).press("send")
    assert again(concern).state == State.CLOSED


def test_closing_words_to_a_child_are_not_sent_past_what_the_child_has_written_since(
    intake, inga, kari
):
    concern = ConcernFactory(young=True, held_by=kari)
    finish(concern, by=kari, words=WORDS)
    add(concern, "Vent")
    with pytest.raises(UnreadWords):
        second_reader.release(
            Message.objects.get(close_reason="helped"), send=True, by=inga, at=LATER
        )
    assert again(concern).state == State.HELD


def test_closing_words_of_one_who_no_longer_holds_it_finish_nothing(intake, inga, kari):
    concern = ConcernFactory(young=True, held_by=kari)
    finish(concern, by=kari, words=WORDS)
    handle.take(concern, by=inga, at=LATER)
    with pytest.raises(NotTheHolder):
        second_reader.release(Message.objects.get(), send=True, by=inga, at=LATER)
    assert again(concern).state == State.HELD


# --- Nothing half-written is lost --------------------------------------------------------------


def test_saving_the_next_step_says_what_is_saved_and_keeps_what_is_half_written(
    intake, kari, visit
):
    concern = ConcernFactory(held_by=kari)
    page = opened(visit, kari, concern).fill(
        address(concern, "sorter"),
        due_on="2026-05-01",
        theme="bullying",
        area="nesbyen",
        text="Et halvt svar",
        note="Et halvt notat",
        words="Et halvt sluttord",
    )

    assert "Saved. Next step by May 1, 2026. Theme: Bullying and harassment. Area:" in page.main
    for name, text in {"text": "Et halvt svar", "note": "Et halvt notat"}.items():
        assert page.value(name) == text
    assert page.value("words") == "Et halvt sluttord"
    assert again(concern).theme == "bullying"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        ("notat", {"note": "Ringt skolen"}),
        ("navn", {"why": "Skal ringe hjem"}),
        ("tolk", {"language": "so", "way": "phone", "needed_on": "2026-05-04"}),
        ("notat", {"note": " "}),
        ("navn", {"why": ""}),
    ],
)
def test_whatever_button_is_pressed_the_answer_stays(intake, kari, visit, deed, more):
    concern = ConcernFactory(held_by=kari, with_names=True)
    page = opened(visit, kari, concern)
    page = page.fill(address(concern, deed), text="Et halvt svar", due_on="2026-06-01", **more)

    assert page.value("text") == "Et halvt svar"
    assert page.value("due_on") == "2026-06-01"


def test_the_preview_brings_the_rest_back(intake, kari, visit):
    concern = ConcernFactory(held_by=kari)
    preview = opened(visit, kari, concern).press("preview", text="Svar", note="Halvt\nnotat")
    assert preview.press("change").value("note") == "Halvt\nnotat"
    sent = preview.press("send")
    assert sent.value("note") == "Halvt\nnotat"
    assert sent.value("text") == ""
    assert Message.objects.count() == 1


def test_the_enter_key_only_keeps_what_is_written(intake, kari, visit):
    concern = ConcernFactory(held_by=kari, with_names=True)
    page = opened(visit, kari, concern)
    desk = page.form_to(address(concern))
    buttons = [e for e in page.root.iter("button") if e.get("form") == "desk" or e in desk.iter()]
    assert buttons[0].get("formaction") == address(concern)

    page = page.fill(address(concern), text="Et halvt svar", due_on="2026-06-01")
    assert (page.value("text"), page.value("due_on")) == ("Et halvt svar", "2026-06-01")
    assert again(concern).due_on == concern.due_on


def test_a_note_and_an_answer_with_the_same_words_are_two(intake, kari, visit):
    page = opened(visit, kari, ConcernFactory(held_by=kari))
    page.fill(f"{page.path}notat/", note="Ja")
    page.press("preview", text="Ja").press("send")
    assert sorted(Message.objects.values_list("writer", flat=True)) == ["note", "staff"]


# --- What is wrong is said on top --------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "answers", "field"),
    [
        ("navn", {"why": " "}, "id_why"),
        ("tolk", {"language": "so", "needed_on": "x", "way": "phone"}, "id_needed_on"),
        ("notat", {"note": " "}, "id_note"),
        ("sorter", {"due_on": "x"}, "id_due_on"),
    ],
)
def test_what_is_wrong_stands_on_top_and_leads_to_its_field(
    intake, kari, visit, deed, answers, field
):
    concern = ConcernFactory(held_by=kari, with_names=True)
    page = opened(visit, kari, concern).fill(address(concern, deed), **answers)

    assert page.html.index('class="ds-error-summary"') < page.html.index('id="told"')
    summary = next(e for e in page.root.iter() if "error-summary" in (e.get("class") or ""))
    assert summary.get("autofocus") is not None
    assert f"#{field}" in [link.get("href") for link in summary.iter("a")]
    folded = [e for e in page.root.iter("details") if e.get("open") is None]
    assert not any(inner.get("id") == field for e in folded for inner in e.iter())


# --- The interpreter ---------------------------------------------------------------------------


def test_an_interpreter_is_noted_with_the_number_to_call_and_ordered_when_it_was_called(
    intake, inga, visit, settings
):
    settings.INTERPRETER_ADDRESS = ""
    contact = Contact.objects.get(slug="barnevern")
    Service.objects.create(slug="tolketjenesten", contact=contact, source="Oppdiktet")
    concern = ConcernFactory(held_by=inga)
    page = opened(visit, inga, concern).fill(
        address(concern, "tolk"), language="so", way="phone", needed_on="2026-05-04"
    )

    assert "Noted, not yet ordered" in page.main
    assert "33 00 00 00" in page.main
    order = InterpreterOrder.objects.get()
    page = page.fill(address(concern, f"tolk/{order.pk}"), text="Et halvt svar")
    order.refresh_from_db()
    assert order.state == "ordered"
    assert "Noted, not yet ordered" not in page.main
    assert page.value("text") == "Et halvt svar"
    assert verbs(concern)[-3:-1] == ["concern.read", "interpreter.ordered"]


def test_the_setting_is_the_number_and_without_any_the_page_says_whom_to_ask(
    intake, inga, visit, settings
):
    settings.INTERPRETER_ADDRESS = ""
    concern = ConcernFactory()
    page = opened(visit, inga, concern).fill(
        address(concern, "tolk"), language="so", way="phone", needed_on="2026-05-04"
    )
    assert "Ask your administrator for the number" in page.main
    settings.INTERPRETER_PHONE = "22 11 00 99"
    assert "22 11 00 99" in opened(visit, inga, concern).main


# --- Taken back after it was read --------------------------------------------------------------


def test_what_was_taken_back_offers_nothing_to_do_and_says_what_stays(intake, inga, visit):
    concern = ConcernFactory(held_by=inga, with_names=True, withdrawn=True)
    page = opened(visit, inga, concern)

    assert "what is read can’t be unread" in page.main
    assert not any(
        page.asks(name) for name in ("why", "text", "note", "due_on", "language", "reason")
    )
    forms = [f.get("action") for f in page.root.iter("form")]
    assert not any(str(concern.pk) in action for action in forms)


def test_no_deed_is_done_on_what_was_taken_back(intake, inga, kari, areas):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, by=inga)
    mailbox.withdraw(mailbox.find(concern.receipt), at=LATER)
    details = {"language": "so", "way": "phone", "needed_on": LATER.date(), "time": None}
    who = {"by": kari, "at": LATER}
    deeds = [
        lambda: handle.read_names(concern, why="x", **who),
        lambda: talk.note(concern, "x", token=uuid.uuid4(), **who),
        lambda: handle.sort(concern, theme="", area=None, due_on=LATER.date(), **who),
        lambda: second_reader.release(message, send=True, **who),
        lambda: interpreter.order(concern, details, token=uuid.uuid4(), **who),
        lambda: handle.take(concern, **who),
    ]
    for deed in deeds:
        with pytest.raises(ImpossibleStep):
            deed()


def test_the_reporter_reads_what_became_of_it_either_way(intake, inga, reporter):
    unread, read = ConcernFactory(), ConcernFactory(read_by=inga)
    for concern in (unread, read):
        mailbox_of(reporter, concern).press("withdraw").press("withdraw-now")

    gone = mailbox_of(reporter, unread)
    assert "taken back before anyone had read it is erased" in gone.main
    kept = mailbox_of(reporter, read).main
    assert "Someone had already read it, so we can’t forget it" in kept
    assert "It stays sealed until the municipality has settled for how long" in kept
    assert "Until then only those who could read it before can open it." in kept


# --- Damage ------------------------------------------------------------------------------------


def damage(rows, field):
    row = rows.get()
    *whole, last = bytes(getattr(row, field))
    rows.update(**{field: bytes([*whole, last ^ 1])})
    return row


@pytest.fixture
def busy(intake, inga):
    concern = ConcernFactory(
        held_by=inga, with_names=True, files=[attached("bilde.png")], seen="Fortalt"
    )
    write(concern, "Et svar", by=inga)
    details = {"language": "so", "way": "phone", "needed_on": LATER.date(), "time": None}
    interpreter.order(concern, details, token=uuid.uuid4(), by=inga, at=LATER)
    return concern


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("content", "content"),
        ("names", "names"),
        ("message", "body"),
        ("attachment", "reference"),
        ("order", "details"),
    ],
)
def test_one_damaged_part_leaves_the_rest_to_be_read(busy, inga, visit, caplog, part, field):
    rows = {
        "content": Concern.objects.filter(pk=busy.pk),
        "names": Concern.objects.filter(pk=busy.pk),
        "message": Message.objects.all(),
        "attachment": busy.attachments.all(),
        "order": InterpreterOrder.objects.all(),
    }[part]
    damage(rows, field)
    with caplog.at_level(logging.ERROR):
        page = opened(visit, inga, busy)
    opened(visit, inga, busy)

    assert "can’t be opened" in page.main
    shown = {"content": "Fortalt", "message": "Et svar", "attachment": "bilde.png"}
    for other, text in shown.items():
        assert (text in page.main) == (other != part), other
    found = [e for e in Event.objects.about(f"concern:{busy.pk}") if e.verb == "concern.damaged"]
    assert [event.detail["part"].split(":")[0] for event in found] == [part]
    assert part in caplog.text


def test_where_nobody_can_tell_who_told_two_read_what_is_written(busy, inga, visit):
    damage(Concern.objects.filter(pk=busy.pk), "content")
    opened(visit, inga, busy).press("preview", text="Hei").press("send")
    assert Message.objects.filter(state="waiting").count() == 1


def test_a_damaged_key_is_told_of_in_a_sentence_and_in_the_trail(intake, inga, visit):
    concern = ConcernFactory()
    damage(Wrap.objects.filter(record=concern.pk), "wrapped")
    page = opened(visit, inga, concern)
    assert "The key to this concern can’t be opened" in page.main
    assert verbs(concern) == ["concern.read", "concern.damaged"]


def test_the_reporter_reads_the_rest_where_one_message_is_damaged(intake, inga, reporter):
    concern = ConcernFactory(held_by=inga)
    first = write(concern, "Det første", by=inga)
    write(concern, "Det andre", by=inga)
    damage(Message.objects.filter(pk=first.pk), "body")
    box = mailbox_of(reporter, concern)
    assert "Det andre" in box.main
    assert "This message can’t be opened any more." in box.main
