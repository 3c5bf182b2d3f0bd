"""While no law allows it, no national number is taken in by any field, and what looks like a name
only where its writer says that it is no person's. Whoever tells of danger now is never stopped."""

from __future__ import annotations

import secrets
import uuid

import pytest
from django.utils import timezone

from kominn.audit.models import Event
from kominn.concerns import conversation
from kominn.concerns.actions import mailbox, unname
from kominn.concerns.actions.joining import join
from kominn.concerns.actions.receive import NamesNotTaken, receive
from kominn.concerns.journey import Journey
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep
from kominn.concerns.told import Told
from kominn.vault.actions import records
from tests.concerns.pages import digits_of, go_to, past_the_question, to_review
from tests.concerns.test_named_persons import begin, end_all
from tests.factories.concerns import TUESDAY, ConcernFactory, setting

pytestmark = pytest.mark.django_db

SEEN = "Det henger noen ved brygga hver kveld."
NUMBER = "010203 12345"
WITH_NUMBER = f"Han som bor der har {NUMBER}, sier de."
WITH_NAME = "Jeg så at Ola Nordmann sto der."
FIELDS = ("where", "seen", "when", "worry", "good", "tried", "contact")
WRITTEN = (
    "01020312345", "010203 12345", "010203-12345", "010203 - 12345", "01.02.03 123 45",
    "010203\u00a012345", "010203\u202f12345", "010203\u200b12345", "010203–12345",
    "0 1 0 2 0 3 1 2 3 4 5", "٠١٠٢٠٣١٢٣٤٥",
)  # fmt: skip


@pytest.fixture
def off(intake):
    end_all()


def keep(at=TUESDAY, **answers):
    told = Told({"seen": SEEN} | answers, "", "nb", at, "web")
    return receive(told, seed=secrets.token_bytes(32), setting=setting(at=at), at=at)


def sent(page):
    return Concern.objects.count() == 1 and bool(digits_of(page))


# --- Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS)
def test_the_deed_takes_no_number_in_any_field(off, field):
    with pytest.raises(NamesNotTaken):
        keep(**{field: WITH_NUMBER})
    assert not Concern.objects.exists()


@pytest.mark.parametrize("number", WRITTEN)
def test_a_number_is_known_however_its_digits_stand_apart(off, reporter, number):
    seen = go_to(reporter.get("/meld/"), "seen")
    refused = seen.press("next", seen=f"Han har {number} her.")
    assert "fødselsnummer" in refused.main
    assert refused.value("seen") == f"Han har {number} her."
    with pytest.raises(NamesNotTaken):
        keep(seen=f"Han har {number} her.")


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_the_form_on_one_page_takes_a_number_and_nothing_is_lost(off, reporter, field):
    page = reporter.get("/meld/").press("whole")
    refused = page.press("send", **({"seen": SEEN} | {field: WITH_NUMBER}))
    assert NUMBER in refused.main
    assert refused.value(field) == WITH_NUMBER
    assert not Concern.objects.exists()
    assert sent(refused.press("send", seen=SEEN, **({} if field == "seen" else {field: ""})))


def test_a_number_posted_straight_past_its_step_is_shown_where_it_stands(off, reporter):
    page = to_review(reporter.get("/meld/"))
    state = page.value("state")
    reporter.post("/meld/", {"state": state, "step": "worry", "worry": WITH_NUMBER, "go": "back"})
    moved = reporter.post("/meld/", {"state": state, "step": "worry", "worry": WITH_NUMBER})
    assert moved.value("worry") == WITH_NUMBER
    assert not Concern.objects.exists()


def test_a_number_taken_in_a_page_from_before_the_law_ran_out_is_refused_at_the_end(
    intake, reporter
):
    review = to_review(reporter.get("/meld/"), seen=WITH_NUMBER)
    end_all()
    refused = review.press("send")
    assert refused.value("seen") == WITH_NUMBER
    assert "fødselsnummer" in refused.main
    assert not Concern.objects.exists()


@pytest.mark.parametrize("language", ["nn", "en", "pl", "lt", "uk", "ar", "so", "ti"])
def test_the_refusal_speaks_the_reader_s_language(off, reporter, demo, language):
    seen = go_to(reporter.get(f"/{language}/meld/"), "seen")
    norwegian = go_to(reporter.get("/meld/"), "seen").press("next", seen=WITH_NUMBER)
    refused = seen.press("next", seen=WITH_NUMBER)
    assert refused.value("seen") == WITH_NUMBER
    assert NUMBER in refused.main
    assert set(refused.alerts()).isdisjoint(norwegian.alerts())


def test_with_the_approvals_a_number_is_only_hinted_at(intake, reporter):
    review = to_review(reporter.get("/meld/"), seen=WITH_NUMBER)
    assert sent(review.press("send"))


def test_a_file_called_by_a_number_loses_it_from_its_name():
    described = {"file_id": "a", "name": f"{NUMBER}.pdf"}
    shut, free = Journey(takes_named=False), Journey(takes_named=True)
    assert NUMBER not in shut._without_number(described)["name"]
    assert free._without_number(described)["name"] == f"{NUMBER}.pdf"


# --- Names ---------------------------------------------------------------------------------------


def test_what_looks_like_a_name_is_not_sent_before_it_is_settled(off, reporter):
    review = to_review(reporter.get("/meld/"), seen=WITH_NAME)
    again = review.press("send")
    once_more = again.press("send")
    assert not Concern.objects.exists()
    assert "Ola Nordmann" in once_more.main
    assert WITH_NAME in once_more.main


def test_a_name_taken_out_leaves_the_rest_as_it_was(off, reporter, inga):
    review = to_review(reporter.get("/meld/"), seen=WITH_NAME).press("take-out:0")
    assert "Ola Nordmann" not in review.main
    assert sent(review.press("send"))
    concern = Concern.objects.get()
    told = conversation.open_told(concern, records.data_key_for(concern.pk, inga))
    assert told.answers["seen"] == "Jeg så at […] sto der."


def test_what_is_no_person_s_name_is_sent_when_its_writer_says_so(off, reporter):
    review = to_review(reporter.get("/meld/"), seen="Det skjer ved Svarte Havn nå.")
    assert sent(review.press("send", nobody="Svarte Havn"))


def test_each_name_is_settled_on_its_own(off, reporter):
    both = "Det skjer ved Svarte Havn, og Ola Nordmann er der."
    review = to_review(reporter.get("/meld/"), seen=both)
    again = review.press("send", nobody="Svarte Havn")
    assert not Concern.objects.exists()
    assert again.press("take-out:1", nobody="Svarte Havn").press("send")
    assert Concern.objects.count() == 1


def test_a_name_written_after_another_was_settled_is_asked_about_too(off, reporter):
    review = to_review(reporter.get("/meld/"), seen="Det skjer ved Svarte Havn nå.")
    changed = review.press("edit:seen", nobody="Svarte Havn")
    again = changed.press("next", seen=WITH_NAME)
    page = to_review(again, seen=WITH_NAME)
    page.press("send")
    assert not Concern.objects.exists()


def test_the_form_on_one_page_asks_about_names_too(off, reporter):
    review = reporter.get("/meld/").press("whole").press("send", seen=WITH_NAME)
    review.press("send")
    assert not Concern.objects.exists()
    assert sent(review.press("take-out:0").press("send"))


def test_seen_hints_from_before_the_law_ran_out_do_not_let_a_name_through(intake, reporter):
    review = to_review(reporter.get("/meld/"), seen=WITH_NAME)
    end_all()
    again = review.press("send")
    assert not Concern.objects.exists()
    assert sent(again.press("take-out:0").press("send"))


# --- Danger now ----------------------------------------------------------------------------------


def test_nobody_who_tells_of_danger_now_is_stopped(off, reporter):
    text = f"{WITH_NAME} {WITH_NUMBER}"
    page = go_to(reporter.get("/meld/"), "role", danger="yes")
    review = to_review(page, seen=text)
    assert "112" in review.main
    assert sent(review.press("send"))


@pytest.mark.parametrize("danger", ["no", "unsure", ""])
def test_any_other_answer_stops_the_number(off, danger):
    with pytest.raises(NamesNotTaken):
        keep(seen=WITH_NUMBER, danger=danger)
    keep(seen=WITH_NUMBER, about="known", danger="yes")


# --- Staff take it out again ---------------------------------------------------------------------


def test_staff_are_asked_to_take_out_what_came_in_with_danger(off, visit, inga):
    concern = ConcernFactory(seen=f"{WITH_NAME} {WITH_NUMBER}", danger="yes")
    page = past_the_question(visit(inga).get(f"/innboks/{concern.pk}/"))
    form = page.form_with("found")
    to = f"/innboks/{concern.pk}/ta-ut-navn/"
    done = page.submit(form, {"found": [NUMBER, "Ola Nordmann"]}, to=to)
    assert NUMBER not in done.html
    assert "Ola Nordmann" not in done.html
    assert "Jeg så at […] sto der." in done.main
    assert Event.objects.filter(verb="concern.unnamed").count() == 1


def test_taking_out_nothing_says_so_and_the_word_stands_where_the_question_was(off, visit, inga):
    concern = ConcernFactory(seen=f"{WITH_NAME} {WITH_NUMBER}", danger="yes")
    page = past_the_question(visit(inga).get(f"/innboks/{concern.pk}/"))
    form, to = page.form_with("found"), f"/innboks/{concern.pk}/ta-ut-navn/"
    nothing = page.submit(form, {"found": []}, to=to)
    assert "Kryss av for minst én." in nothing.main
    assert not Event.objects.filter(verb="concern.unnamed").exists()
    done = nothing.submit(form, {"found": [NUMBER, "Ola Nordmann"]}, to=to)
    assert "Det er tatt ut." in done.main
    for shown in (nothing, done):
        assert any(one.get("id") == "unname" for one in shown.root.iter())


def test_what_the_reporter_wrote_later_is_cleared_too_and_the_box_emptied(off, inga):
    concern = ConcernFactory(seen=SEEN, danger="yes", names="Ola Nordmann")
    now = timezone.now()
    mailbox.add(
        mailbox.find(concern.receipt),
        WITH_NUMBER,
        token=concern.pk,
        hours=setting(at=TUESDAY).hours,
        at=now,
    )
    unname.take_out(concern, [NUMBER], names=True, by=inga, at=now)
    concern.refresh_from_db()
    key = records.data_key_for(concern.pk, inga)
    assert conversation.open_names(concern, key) == ""
    assert [NUMBER in said.text for said in conversation.conversation(concern, key)] == [False]


def test_what_came_while_law_allowed_it_is_not_taken_out_by_anyone(intake, inga):
    concern = ConcernFactory(seen=WITH_NAME, danger="yes")
    with pytest.raises(ImpossibleStep):
        unname.take_out(concern, ["Ola Nordmann"], names=True, by=inga, at=timezone.now())


# --- Written later with the receipt --------------------------------------------------------------


def opened(reporter, concern):
    return reporter.get("/kvittering/").press("open", code=concern.receipt.digits)


def test_a_message_with_a_number_is_refused_and_kept_in_its_field(off, reporter):
    page = opened(reporter, ConcernFactory())
    refused = page.press("add", text=WITH_NUMBER)
    assert refused.value("text") == WITH_NUMBER
    assert NUMBER in refused.main
    assert not Concern.objects.get().messages.exists()
    assert refused.press("add", text=SEEN)
    assert Concern.objects.get().messages.count() == 1


def test_a_name_in_a_message_is_taken_out_or_said_to_be_nobody_s(off, reporter):
    page = opened(reporter, ConcernFactory())
    asked = page.press("add", text="Det skjer ved Svarte Havn nå.")
    assert not Concern.objects.get().messages.exists()
    asked.press("add", nobody="Svarte Havn")
    assert Concern.objects.get().messages.count() == 1


def test_a_message_that_tells_of_danger_now_is_taken_and_starts_the_clock(off, reporter):
    refused = opened(reporter, ConcernFactory()).press("add", text=WITH_NUMBER)
    assert "112" in refused.main
    refused.press("add-danger")
    concern = Concern.objects.get()
    assert (concern.messages.count(), concern.danger) == (1, "yes")
    assert concern.clock is not None


def test_danger_told_of_under_another_starts_a_clock_of_its_own(off, kari, reporter):
    main, joined = ConcernFactory(held_by=kari), ConcernFactory()
    join(main, [joined.pk], by=kari, at=timezone.now())
    opened(reporter, joined).press("add", text=WITH_NUMBER).press("add-danger")
    main, joined = (Concern.objects.get(pk=one.pk) for one in (main, joined))
    assert (main.danger, joined.danger) == ("yes", "yes")
    assert joined.clock is not None
    assert main.clock is None


def test_words_that_stood_already_still_tell_of_danger_when_sent_again(off):
    made = ConcernFactory()
    found = mailbox.find(made.receipt)
    given = {"token": uuid.uuid4(), "hours": setting(at=TUESDAY).hours, "at": timezone.now()}
    mailbox.add(found, "Det er igjen i kveld.", **given)
    mailbox.add(found, "Det er igjen i kveld.", danger=True, **given)
    concern = Concern.objects.get()
    assert (concern.messages.count(), concern.danger) == (1, "yes")
    assert concern.clock is not None


def test_the_deed_itself_refuses_a_number_in_a_message(off):
    concern = ConcernFactory()
    with pytest.raises(NamesNotTaken):
        mailbox.add(
            mailbox.find(concern.receipt),
            WITH_NUMBER,
            token=concern.pk,
            hours=setting(at=TUESDAY).hours,
            at=timezone.now(),
        )
    assert not concern.messages.exists()


# --- Registered for someone, and what the page about law says ------------------------------------


def test_a_colleague_who_registers_is_stopped_the_same_way(off, visit, stian):
    page = visit(stian).get("/registrer/")
    refused = page.press("register", channel="phone", language="nb", seen=WITH_NUMBER)
    assert refused.value("seen") == WITH_NUMBER
    asked = refused.press("register", seen=WITH_NAME)
    still = asked.press("register")
    assert "Ola Nordmann" in still.main
    assert not Concern.objects.exists()
    cleared = still.press("take-out:0")
    assert "[…]" in cleared.value("seen")
    cleared.press("register")
    assert Concern.objects.count() == 1


def test_the_page_about_law_says_what_is_refused_and_what_can_not_be_caught(off, visit, ada):
    page = visit(ada).get("/lov/")
    assert "elleve sifre" in page.main
    assert "bilder og dokumenter" in page.main
    begin()
    assert "elleve sifre" not in visit(ada).get("/lov/").main
