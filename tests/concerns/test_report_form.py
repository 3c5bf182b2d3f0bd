"""The report form as a reporter meets it: no account, no cookie, no JavaScript, and often no patience."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.messages import constants
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.accounts.models import Team
from kominn.concerns import conversation, forms
from kominn.concerns.actions import mailbox
from kominn.concerns.journey import PURPOSE, Journey
from kominn.concerns.models import Attachment, Concern, Message
from kominn.portrait.models import Neighbourhood, Service
from kominn.vault import files
from kominn.vault.receipts import parse
from kominn.vault.tokens import open_state, seal_state
from kominn.vault.uploads import MOST_FILES
from tests.concerns.pages import File, digits_of, go_on, go_to, send, to_review
from tests.factories.concerns import picture, setting

pytestmark = pytest.mark.django_db
SEEN = "Det henger noen ved brygga hver kveld."
LANGUAGES = ("nb", "nn", "en", "pl", "lt", "uk", "ar", "so", "ti")
FREE_TEXT = ("where", "seen", "when", "worry", "good", "tried", "names", "contact")
ANSWERS = {
    "danger": "no",
    "role": "guardian",
    "about": "known",
    "under_18": "yes",
    "area": "torget",
    "where": "Ved kaia",
    "seen": SEEN,
    "when": "I går",
    "worry": "At det blir bråk",
    "good": "De er snille med hverandre",
    "tried": "Vi har snakket med dem",
    "names": "Ola Nordmann",
    "reply": "contact",
    "contact": "900 00 000",
    "interpreter": "on",
}
READING = ("SELECT", "SAVEPOINT", "RELEASE")
PICTURE = File("bilde.png", picture(), "image/png")
# What every page for reporters must carry, to the letter.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data: blob:",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    ],
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Type": "text/html; charset=utf-8",
}


def told(page=None):
    """What the only concern holds, opened by the receipt on the page."""
    concern = Concern.objects.get()
    found = mailbox.find(parse(digits_of(page)))
    assert found.concern == concern
    return conversation.open_told(concern, found.key), conversation.open_names(concern, found.key)


def state_of(page):
    return open_state(
        page.value("state"), purpose=PURPOSE, at=timezone.now(), max_age=dt.timedelta(days=9)
    )


def resealed(page, *, age=dt.timedelta(), purpose=PURPOSE):
    """The page's own state as it would be had the page stood open for so long."""
    return seal_state(state_of(page), purpose=purpose, at=timezone.now() - age)


# --- From beginning to end ---------------------------------------------------------------------


def test_one_question_a_page_from_beginning_to_receipt(intake, reporter):
    review = to_review(reporter.get("/meld/"), [PICTURE], **ANSWERS)
    for answer in ("Ved kaia", SEEN, "I går", "Ola Nordmann", "900 00 000", "bilde.png", "Torget"):
        assert answer in review.main
    receipt = review.press("send")

    told_, names = told(receipt)
    sealed = {k: v for k, v in ANSWERS.items() if k != "names"} | {"interpreter": True}
    assert told_.answers == sealed
    assert names == "Ola Nordmann"
    assert (told_.language, told_.channel) == ("nb", "web")
    assert Concern.objects.get().area.slug == "torget"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("reply", ["anonymous", "no"])
def test_whoever_stays_anonymous_tells_no_way_to_be_reached(intake, reporter, reply):
    """A number typed before they changed their mind, or by a browser of its own accord."""
    review = to_review(reporter.get("/meld/"), **ANSWERS | {"reply": reply})
    assert "900 00 000" not in review.html
    receipt = review.press("send")
    assert "contact" not in told(receipt)[0].answers


def test_whoever_changes_their_mind_again_finds_the_number_they_typed(intake, reporter):
    review = to_review(reporter.get("/meld/"), **ANSWERS | {"reply": "anonymous"})
    page = review.press("edit:you")
    assert page.value("contact") == "900 00 000"
    assert "900 00 000" in page.press("next", reply="contact").main


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_out_of_sight_stops_nobody(intake, reporter, whole):
    first = reporter.get("/meld/")
    page = first.press("whole") if whole else go_to(first, "contact", seen=SEEN)
    answers = {"reply": "anonymous", "contact": "x" * 400} | ({"seen": SEEN} if whole else {})
    page = page.press("send" if whole else "next", **answers)
    if not Concern.objects.exists():
        page.press("send")
    assert Concern.objects.exists()


def test_the_wish_for_an_answer_alone_asks_for_a_number(intake, reporter):
    """What is not answered stays as it was: the number is told, and may be left out."""
    review = to_review(reporter.get("/meld/"), **ANSWERS | {"reply": ""})
    assert "900 00 000" in review.main


def test_when_the_note_is_good_nothing_is_asked_any_more(intake, reporter):
    receipt = send(reporter.get("/en/meld/"))
    wrong = receipt.press("check", typed="000000")
    assert "Skip, I have kept it" in wrong.main
    right = wrong.press("check", typed=digits_of(receipt)[-6:])
    assert "That is right. Your note is good." in right.main
    assert "Skip" not in right.main
    assert not right.asks("typed")


def test_only_what_was_seen_must_be_answered(intake, reporter):
    told_, names = told(send(reporter.get("/meld/")))
    assert told_.answers == {"seen": SEEN}
    assert names == ""


def test_the_digits_on_the_receipt_are_shown_twice_and_open_the_mailbox(intake, reporter):
    receipt = send(reporter.get("/en/meld/"))

    assert receipt.main.count(" ".join(parse(digits_of(receipt)).groups[:5])) == 2
    page = reporter.get("/en/kvittering/").press("open", code=digits_of(receipt))
    assert "Received. Nobody has taken it on yet." in page.main


def test_all_on_one_page_and_in_one_post(intake, reporter):
    page = reporter.get("/meld/").press("whole")
    assert all(page.asks(name) for name in ANSWERS)
    receipt = page.press("send", files=[PICTURE], **ANSWERS)
    if receipt.asks("state") and "receipt-digits" not in receipt.html:
        receipt = receipt.press("send")

    assert told(receipt)[0].answers["tried"] == ANSWERS["tried"]
    assert Attachment.objects.count() == 1


def test_from_the_whole_page_back_to_one_question_a_page_keeps_everything(intake, reporter):
    whole = reporter.get("/meld/").press("whole")
    page = whole.press("steps", seen=SEEN, worry="Bekymret")
    assert not page.asks("seen")
    assert page.press("whole").value("worry") == "Bekymret"


def test_back_keeps_what_was_typed_even_where_something_is_wrong(intake, reporter):
    page = go_to(reporter.get("/meld/"), "seen")
    back = page.press("back", seen="", when="x" * 400)
    page = go_to(back, "seen")
    assert page.value("when") == "x" * 400


def test_what_is_wrong_is_said_in_the_readers_language_and_nothing_typed_is_lost(intake, reporter):
    page = go_to(reporter.get("/en/meld/"), "seen").press("next", seen=" ", when="I går kveld")

    assert "Write a few words about what you saw or heard." in page.main
    assert page.value("when") == "I går kveld"
    assert not Concern.objects.exists()


def test_from_the_last_page_each_part_can_be_changed(intake, reporter):
    review = to_review(reporter.get("/meld/"), **ANSWERS)
    page = review.press("edit:seen")
    assert page.value("seen") == SEEN
    review = to_review(page, **(ANSWERS | {"seen": "Noe annet"}))

    assert "Noe annet" in review.main
    assert told(review.press("send"))[0].answers["seen"] == "Noe annet"


def test_every_part_on_the_last_page_has_its_own_way_back(intake, reporter):
    review = to_review(reporter.get("/meld/"), role="employee", seen=SEEN)
    for step in forms.STEPS:
        page = review.press(f"edit:{step.name}")
        assert all(page.asks(name) for name in step.base_fields)


def test_danger_keeps_the_number_to_call_before_the_readers_eyes(intake, reporter):
    page = reporter.get("/en/meld/").press("next", danger="yes")
    assert "Call 112 now if it is urgent." in page.main
    assert "tel:112" in page.links()
    receipt = send(page)
    assert "Call 112 now if it is urgent." in receipt.main


def test_whom_to_call_and_when_somebody_reads_stand_on_the_first_page(intake, reporter):
    page = reporter.get("/en/meld/")
    assert {"tel:112", "tel:116111", "tel:33000000"} <= set(page.links())
    assert re.search(r"Someone looks at this on \w+ .+ at the latest", page.main)


def test_intimate_pictures_are_warned_of_before_files_are_chosen(intake, reporter):
    page = go_to(reporter.get("/en/meld/"), "files", seen=SEEN)
    warning = page.main.index("Never send intimate pictures of anyone under 18")
    assert warning < page.main.index("Choose files")
    assert "tel:02800" in page.links()


# --- Employees ---------------------------------------------------------------------------------


def test_an_employee_is_asked_about_duties_and_others_are_not(intake, reporter):
    for role, asked in (("employee", True), ("guardian", False), (None, False)):
        page = go_to(reporter.get("/meld/"), "role").press("next", role=role)
        assert page.asks("avert") is asked


def test_the_employees_own_address_has_answered_who_it_is(intake, reporter):
    page = reporter.get("/meld/ansatt/")
    duties = go_to(page, "avert")
    review = to_review(
        duties,
        unit="Småvik skole",
        avert="done",
        notify="unsure",
        basis="law",
        guardians="must_not",
    )

    answers = told(review.press("send"))[0].answers
    assert answers["role"] == "employee"
    assert (answers["unit"], answers["guardians"]) == ("Småvik skole", "must_not")


def test_answers_about_duties_do_not_count_when_the_role_is_changed(intake, reporter):
    duties = go_to(reporter.get("/meld/ansatt/"), "avert")
    review = to_review(duties, unit="HEMMELIG ENHET", seen=SEEN)
    review = to_review(review.press("edit:sender"), role="resident")

    assert "HEMMELIG ENHET" not in review.main
    assert "unit" not in told(review.press("send"))[0].answers


@pytest.mark.parametrize(
    "go", ["steps", "whole", "keep", "next", "back", "send", "drop:x", "edit:duties"]
)
def test_the_role_changed_on_the_whole_page_opened_from_the_duties(intake, reporter, go):
    whole = go_to(reporter.get("/meld/ansatt/"), "avert").press("whole")
    state = {name: whole.value(name) for name in ("state", "step", "whole")}
    page = reporter.post(
        "/meld/ansatt/", state | {"role": "resident", "worry": "Blir stående", "go": go}
    )

    assert page.status == 200
    found = page if page.asks("worry") else page.press("whole")
    assert found.value("worry") == "Blir stående"


# --- Where the person looks --------------------------------------------------------------------


def test_what_is_wrong_stands_once_at_the_top_with_a_way_to_it(intake, reporter):
    whole = reporter.get("/en/meld/").press("whole")
    page = whole.press("send", seen="", where="x" * 400)
    assert len([a for a in page.alerts() if "Something is missing or wrong" in a]) == 1
    assert {"#id_seen", "#id_where"} <= set(page.links())
    assert page.main.index("Something is missing") < page.main.index(
        "Is anyone in danger right now?"
    )


def test_a_refused_file_is_told_at_the_top(intake, reporter):
    page = go_to(reporter.get("/en/meld/"), "files", seen=SEEN)
    refused = page.press("next", files=[File("b<i>.zip", b"PK\x03\x04", "application/zip")])
    assert refused.alerts()[0].startswith("Something is missing or wrong b<i>.zip:")
    assert "#files" in refused.links()


def test_the_answer_to_a_checked_note_is_where_the_note_was_typed(intake, reporter):
    receipt = send(reporter.get("/en/meld/"))
    form = receipt.form_of_button("go", "check")
    assert form.get("action").endswith("#once-more")
    assert any(element.get("id") == "once-more" for element in receipt.root.iter())
    wrong = receipt.press("check", typed="12\x0034")
    assert wrong.value("typed") == "1234"
    assert "That is not the same." in wrong.main


# --- Moving what was found ---------------------------------------------------------------------


def test_what_was_found_is_moved_to_the_box_for_names_and_told(intake, reporter):
    review = to_review(
        reporter.get("/en/meld/"),
        seen="Jeg så Petter Solli der",
        worry="Petter Solli igjen",
        names="Kari",
    )
    moved = review.press("move:0")
    assert "Moved to the box for names" in moved.main
    assert "Jeg så [1] der" in moved.main
    assert "This may be a name" not in moved.main
    told_, names = told(moved.press("send"))
    assert (told_.answers["seen"], told_.answers["worry"]) == ("Jeg så [1] der", "[1] igjen")
    assert names == "Kari\n[1] Petter Solli"


def test_the_citys_services_and_neighbourhoods_are_no_names(intake, reporter):
    Service.objects.create(slug="x", name={"nb": "Familiens Hus", "en": "Family House"})
    Neighbourhood.objects.create(slug="y", name="Mesterfjellet Ytre")
    cache.clear()
    review = to_review(
        reporter.get("/en/meld/"), seen="jeg var på Familiens Hus og i Mesterfjellet, ved Småvik"
    )
    assert "This may be a name" not in review.main


def test_all_that_was_found_is_moved_at_once(intake, reporter):
    review = to_review(reporter.get("/en/meld/"), seen="ring 912 34 567, eller Åse, tlf91234568")
    told_, names = told(review.press("move:all").press("send"))
    assert told_.answers["seen"] == "ring [1], eller [3], tlf[2]"
    assert names == "[1] 912 34 567\n[2] 91234568\n[3] Åse"


@pytest.mark.parametrize("what", ["9", "-1", "", "x", "²", "1e0"])
def test_moving_what_was_not_found_moves_nothing(intake, reporter, what):
    review = to_review(reporter.get("/en/meld/"), seen="Jeg så Petter Solli der")
    page = reporter.post("/en/meld/", {"state": review.value("state"), "go": f"move:{what}"})
    assert "Jeg så Petter Solli der" in page.main
    assert "Moved" not in page.main


def test_where_the_box_for_names_is_full_nothing_is_lost(intake, reporter):
    review = to_review(reporter.get("/en/meld/"), seen="Jeg så Petter Solli der", names="x" * 1_995)
    page = review.press("move:0")
    assert "There is no room in the box for names" in page.main
    assert "Jeg så Petter Solli der" in page.main


def test_the_reporters_own_contact_is_never_moved(intake, reporter):
    review = to_review(
        reporter.get("/en/meld/"), seen="ring 912 34 567", contact="912 34 567", reply="contact"
    )
    told_, _names = told(review.press("move:0").press("send"))
    assert told_.answers["contact"] == "912 34 567"


# --- State -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", forms.STEPS, ids=lambda step: step.name)
def test_what_is_typed_on_a_page_is_never_lost_with_its_state(intake, reporter, step):
    page = go_to(reporter.get("/en/meld/ansatt/"), next(iter(step.base_fields)), seen=SEEN)
    typed = {name: ANSWERS.get(name, f"skrev {name}") for name in step.base_fields}
    if step is forms.Duties:
        typed |= {"avert": "done", "notify": "unsure", "basis": "law", "guardians": "adult"}
    too_old = resealed(page, age=dt.timedelta(days=7, minutes=1))
    states = [
        *((too_old, go) for go in ("next", "back", "send", "whole", "steps", "keep", "edit:start")),
        (page.value("state")[:-6] + "AAAAAA", "next"),
        (resealed(page, purpose="receipt page"), "next"),
        ("", "next"),
    ]
    for state, go in states:
        form = {"state": state, "step": step.name, "go": go}
        answer = reporter.post("/en/meld/ansatt/", form | typed)

        assert "This page had been open for long, or was changed" in answer.main, go
        for name, value in typed.items():
            assert answer.value(name) == value, (go, name)
    assert not Concern.objects.exists()


def test_on_the_last_page_nothing_is_lost_either(intake, reporter):
    review = to_review(reporter.get("/meld/"), **ANSWERS)
    form = review.form_of_button("go", "send")
    old = resealed(review, age=dt.timedelta(days=8))
    body = dict(_hidden(form)) | {"state": old, "go": "send"}
    answer = reporter.post("/meld/", body)

    assert not Concern.objects.exists()
    whole = answer.press("whole")
    for name, value in ANSWERS.items():
        assert whole.value(name) == value


def _hidden(form):
    return [
        (e.get("name"), e.get("value", "")) for e in form.iter("input") if e.get("type") == "hidden"
    ]


def test_a_state_from_a_clock_that_ran_ahead_is_taken(intake, reporter):
    page = go_to(reporter.get("/meld/"), "seen")
    ahead = resealed(page, age=dt.timedelta(days=-3))
    body = {"state": ahead, "step": page.value("step"), "seen": SEEN, "go": "next"}
    assert reporter.post("/meld/", body).asks("worry")


def test_the_state_tells_nothing_to_who_holds_it(intake, reporter):
    page = go_on(go_to(reporter.get("/meld/"), "seen"), {"seen": "HEMMELIG"})
    assert "HEMMELIG" not in page.html
    assert "SEVNTUVMSU" not in page.value("state")


def test_steps_out_of_order_are_taken_as_they_come(intake, reporter):
    first = reporter.get("/meld/")
    last = reporter.post(
        "/meld/", {"state": first.value("state"), "step": "you", "reply": "no", "go": "next"}
    )

    assert last.asks("seen"), "what is missing is asked for"
    receipt = send(last)
    assert told(receipt)[0].answers == {"seen": SEEN, "reply": "no"}


@pytest.mark.parametrize("step", ["", "nowhere", "duties", "\x00", "a" * 5000])
def test_a_step_that_is_not_there_begins_from_the_start(intake, reporter, step):
    first = reporter.get("/meld/")
    page = reporter.post("/meld/", {"state": first.value("state"), "step": step, "go": "next"})
    assert page.status == 200
    assert page.asks("step")


@pytest.mark.parametrize("go", ["", "nonsense", "edit:", "edit:nowhere", "drop:", "drop:x", "\x00"])
def test_an_unknown_button_loses_nothing(intake, reporter, go):
    page = go_to(reporter.get("/meld/"), "seen")
    answer = reporter.post(
        "/meld/", {"state": page.value("state"), "step": "seen", "seen": SEEN, "go": go}
    )
    assert answer.status == 200
    assert state_of(answer)["raw"]["seen"] == SEEN


def test_two_tabs_are_two_reports(intake, reporter):
    one, two = reporter.get("/meld/"), reporter.get("/meld/")
    receipts = {digits_of(send(one, seen="Den ene")), digits_of(send(two, seen="Den andre"))}
    assert len(receipts) == Concern.objects.count() == 2


def test_the_same_page_in_two_tabs_is_one_report(intake, reporter):
    page = go_to(reporter.get("/meld/"), "seen")
    one, two = send(page, seen="Likt"), send(page, seen="Likt", worry="Og mer")

    assert digits_of(one) == digits_of(two)
    assert Concern.objects.count() == 1
    found = mailbox.find(parse(digits_of(two)))
    said = conversation.conversation(found.concern, found.key)
    assert [message.text for message in said] == ["Og mer"]


def test_the_send_button_pressed_twice_is_one_report(intake, reporter):
    review = to_review(reporter.get("/en/meld/"))
    first, second = review.press("send"), review.press("send")

    assert digits_of(first) == digits_of(second)
    assert "You sent this before." in second.main
    assert Concern.objects.count() == 1
    assert not Message.objects.exists()


def test_a_draft_taken_up_again_goes_on_where_it_was(intake, reporter):
    """The script puts a kept state into the first page's form for it; here it is put in by hand."""
    kept = go_on(go_to(reporter.get("/meld/"), "seen"), {"seen": SEEN}).value("state")
    page = reporter.post("/meld/", {"state": kept, "go": "steps"})
    assert SEEN in to_review(page).main


def test_keep_answers_with_the_same_page_and_nothing_stored(intake, reporter):
    page = go_to(reporter.get("/en/meld/"), "seen").press("keep", seen=SEEN)
    assert page.value("seen") == SEEN
    assert "The draft is kept on this device for 24 hours." in page.main
    assert not Concern.objects.exists()


# --- Files -------------------------------------------------------------------------------------


def test_a_file_can_be_dropped_again(intake, reporter):
    page = go_to(reporter.get("/meld/"), "files", seen=SEEN)
    page = page.press("back", files=[PICTURE, File("to.txt", b"hei", "text/plain")])
    page = go_to(page, "files", seen=SEEN)
    assert "bilde.png" in page.main
    drop = next(
        e.get("value")
        for e in page.root.iter("button")
        if (e.get("value") or "").startswith("drop:")
    )
    page = page.press(drop, names="Beholdes")

    assert "bilde.png" not in page.main
    assert page.value("names") == "Beholdes"
    send(page)
    assert Attachment.objects.count() == 1


def test_a_file_beyond_the_fifth_is_refused_by_name(intake, reporter):
    five = [File(f"nr{n}.png", picture(), "image/png") for n in range(MOST_FILES)]
    page = go_to(reporter.get("/en/meld/"), "files", seen=SEEN).press("keep", files=five[:3])
    page = page.press("next", files=five[2:], names="Beholdes")

    assert "nr4.png: There may be five files at most." in page.main
    assert page.value("names") == "Beholdes"
    assert len(state_of(page)["files"]) == MOST_FILES
    send(page)
    assert Attachment.objects.count() == MOST_FILES


@pytest.mark.parametrize("go", ["next", "back", "keep", "whole", "drop:x"])
def test_a_refused_file_is_told_of_whatever_button_is_pressed(intake, reporter, go):
    page = go_to(reporter.get("/en/meld/"), "files", seen=SEEN)
    form = {"state": page.value("state"), "step": page.value("step"), "names": "Beholdes", "go": go}
    answer = reporter.post(
        "/en/meld/", form | {"files": [File("rapport.zip", b"PK\x03\x04rest", "application/zip")]}
    )

    assert "rapport.zip: Packed files and office documents" in answer.main
    assert answer.value("names") == "Beholdes"


def test_a_file_that_was_cleared_meanwhile_does_not_stop_the_report(intake, reporter, settings):
    """What was not sent is cleared after a day; a draft may be older."""
    review = to_review(reporter.get("/en/meld/"), [PICTURE], **ANSWERS)
    files.clear_incoming(older_than=timezone.now() + dt.timedelta(days=1))

    page = review.press("send")

    assert page.status == 200
    assert "Choose the files once more" in page.main
    assert page.value("names") == "Ola Nordmann"
    assert not Concern.objects.exists()
    again = [File("igjen.png", picture(), "image/png")]
    told_, _ = told(send(page, again, **ANSWERS))
    assert told_.answers["seen"] == SEEN
    assert Attachment.objects.count() == 1


# --- Nobody reads yet, and many at once --------------------------------------------------------


def test_where_nobody_reads_any_longer_the_page_says_so_and_keeps_the_text(intake, reporter, inga):
    review = to_review(reporter.get("/en/meld/"), seen="Skrevet med møye")
    Team.objects.update(intake=False)
    page = review.press("send")

    assert page.status == 503
    assert page.heading == "We can’t receive this yet"
    assert "Please call instead." in page.main
    assert "tel:112" in page.links()

    Team.objects.filter(pk=intake.pk).update(intake=True)
    assert told(page.press("send"))[0].answers["seen"] == "Skrevet med møye"


def test_beyond_the_budget_the_sender_waits_and_loses_nothing(intake, reporter, monkeypatch):
    monkeypatch.setattr("kominn.concerns.pacing.reports_by_place.per_hour", 1)
    send(reporter.get("/en/meld/"), seen="Den første")
    slow = send(reporter.get("/en/meld/"), seen="Den andre")

    assert "Nothing you wrote is lost." in slow.main
    still = slow.press("send")
    assert "Wait" in still.main
    held = state_of(still)
    held["not_before"] = 0.0
    body = {"state": seal_state(held, purpose=PURPOSE, at=timezone.now()), "go": "send"}
    assert told_of(reporter.post("/en/meld/", body)) == "Den andre"


def told_of(page):
    found = mailbox.find(parse(digits_of(page)))
    return conversation.open_told(found.concern, found.key).answers["seen"]


# --- No trace ----------------------------------------------------------------------------------


def beyond_reading(queries):
    """PostgreSQL is asked for a union with its first SELECT in brackets."""
    asked = [q["sql"] for q in queries]
    return [sql for sql in asked if sql.lstrip("(").split()[0] not in READING]


def test_to_look_writes_nothing(intake, reporter):
    with CaptureQueriesContext(connection) as queries:
        for path in (
            "/meld/",
            "/meld/ansatt/",
            "/en/meld/",
            "/kvittering/",
            "/plikt/avverge/",
            "/plikt/barnevern/",
            "/meld/kvittering/",
        ):
            reporter.get(path)
    assert beyond_reading(queries) == []


def test_on_the_way_nothing_is_written_before_it_is_sent(intake, reporter):
    with CaptureQueriesContext(connection) as queries:
        review = to_review(reporter.get("/meld/"), [PICTURE], **ANSWERS)
    assert beyond_reading(queries) == []
    assert not Concern.objects.exists()
    assert "receipt" not in review.html.split("main")[0]


def test_a_reporter_gets_no_cookie_and_no_session(intake, reporter):
    pages = [page := reporter.get("/meld/")]
    while page.asks("step"):
        pages.append(page := go_on(page, ANSWERS))
    pages.append(receipt := page.press("send"))
    pages.append(box := reporter.get("/kvittering/").press("open", code=digits_of(receipt)))
    pages.append(box.press("add", text="Mer"))
    pages.append(box.press("withdraw").press("withdraw-now"))

    assert not reporter.client.cookies
    assert not Session.objects.exists()
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


def test_what_a_page_carries_with_it_is_as_written_here(intake, reporter):
    first = reporter.get("/meld/")
    review = to_review(first, **ANSWERS)
    receipt = review.press("send")
    box = reporter.get("/kvittering/").press("open", code=digits_of(receipt))
    wrong = reporter.post("/kvittering/", {"code": "1"})
    for page in (first, review, receipt, box, wrong, reporter.get("/plikt/avverge/")):
        got = {name: value for name, value in page.headers.items() if name in HEADERS}
        got["Content-Security-Policy"] = sorted(got["Content-Security-Policy"].split("; "))
        assert got == HEADERS, page.path
        assert set(page.headers) - set(HEADERS) <= {
            "Content-Language",
            "Content-Length",
            "Expires",
            "Vary",
        }


def test_the_saved_receipt_holds_the_digits_and_no_more(intake, reporter):
    receipt = send(reporter.get("/en/meld/"))
    saved = receipt.press("save")

    assert saved.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert saved.headers["Content-Disposition"] == 'attachment; filename="kvittering.txt"'
    assert saved.headers["Cache-Control"] == "no-store, private"
    assert " ".join(parse(digits_of(receipt)).groups) in saved.html
    assert "/en/kvittering/" in saved.html
    assert "brygga" not in saved.html


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (lambda d: d[-6:], True),
        (lambda d: f"{d[-6:-3]} {d[-3:]}", True),
        (lambda d: "".join("٠١٢٣٤٥٦٧٨٩"[int(c)] for c in d[-6:]), True),
        (lambda d: d, True),
        (lambda d: d[-3:], False),
        (lambda d: d[:6] if d[:6] != d[-6:] else "000000", False),
        (lambda d: "", False),
        (lambda d: "²" * 6, False),
        (lambda d: "\x00" * 6, False),
        (lambda d: d[-6:] * 5000, False),
    ],
    ids=[
        "six",
        "parted",
        "arabic",
        "all",
        "three",
        "first six",
        "none",
        "superscript",
        "NUL",
        "endless",
    ],
)
def test_the_note_is_checked_against_the_receipt(intake, reporter, typed, right):
    receipt = send(reporter.get("/en/meld/"))
    page = receipt.press("check", typed=typed(digits_of(receipt)))

    assert ("That is right. Your note is good." in page.main) is right
    assert ("That is not the same." in page.main) is not right
    assert digits_of(page) == digits_of(receipt)


def test_the_receipts_page_cannot_be_fetched_without_its_state(intake, reporter):
    for page in (
        reporter.get("/en/meld/kvittering/"),
        reporter.post("/en/meld/kvittering/", {"state": "x", "go": "save"}),
    ):
        assert page.path == "/en/kvittering/"
        assert page.asks("code")


def test_a_colleagues_own_notices_never_reach_the_public(intake, inga, visit, reporter):
    colleague = visit(inga)
    session = colleague.client.session
    session["_messages"] = f'[["__json_message",0,{constants.INFO},"Kari er invitert"]]'
    session.save()

    mine = colleague.get("/meld/")

    assert "Kari er invitert" not in mine.html
    assert "Kari er invitert" not in reporter.get("/meld/").html
    assert "Kari er invitert" in colleague.get("/registrer/").html


# --- Hints -------------------------------------------------------------------------------------


def test_a_hint_about_numbers_and_names_never_stops_anyone(intake, reporter):
    page = reporter.get("/en/meld/").press("whole")
    hinted = page.press("send", seen="Han heter Ola Nordmann, 01020312345, tlf 912 34 567")

    for found in ("01020312345", "912 34 567", "Ola Nordmann"):
        assert found in hinted.main
    assert "Does the reader need this?" in hinted.main
    assert told_of(hinted.press("send")).startswith("Han heter Ola Nordmann")


def test_from_a_hint_there_is_a_way_to_the_box_for_names(intake, reporter):
    page = reporter.get("/en/meld/").press("whole")
    box = page.press("send", seen="Ring 912 34 567").press("edit:names")
    assert box.asks("names")


def test_names_of_the_citys_own_places_and_the_box_for_names_are_not_hinted_at(intake, reporter):
    page = reporter.get("/en/meld/").press("whole")
    sent = page.press(
        "send", seen="De er på Torget hver kveld", names="Ola Nordmann", contact="912 34 567"
    )
    assert digits_of(sent)


# --- Languages ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_in_every_language(intake, reporter, language):
    start = "/meld/" if language == "nb" else f"/{language}/meld/"
    page = reporter.get(start)
    pages = [page]
    while pages[-1].asks("step"):
        pages.append(go_on(pages[-1], ANSWERS))
    pages.append(receipt := pages[-1].press("send"))
    box = reporter.get(start.replace("meld", "kvittering"))
    pages += [box, box.press("open", code=digits_of(receipt))]
    for page in pages:
        assert page.status == 200
        assert page.root.get("lang") == language
        assert page.root.get("dir") == ("rtl" if language == "ar" else "ltr")
        assert page.headers["Content-Language"] == language
    assert told(receipt)[0].language == language


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["pl", "lt", "uk", "ar", "so", "ti"])
@pytest.mark.parametrize("path", ["", "planen/", "innboks/"])
def test_where_only_the_form_speaks_the_language_the_rest_leads_there(
    intake, browse, language, path
):
    response = browse.get(f"/{language}/{path}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/meld/")


@pytest.mark.parametrize("language", ["pl", "ar", "so", "ti", "lt", "uk"])
def test_a_language_nobody_has_read_through_is_off_outside_the_demo(intake, browse, language):
    from kominn.core.languages import unreviewed

    if unreviewed(language) == 0:
        pytest.skip(f"every vital text in {language} has been read by a person")
    response = browse.get(f"/{language}/meld/")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/meld/")


def test_the_ways_to_other_languages_are_those_the_form_speaks(intake, reporter, demo):
    assert {f"/{code}/meld/" for code in LANGUAGES if code != "nb"} <= set(
        reporter.get("/meld/").links()
    )


def test_an_unknown_language_is_a_page_that_is_not_there(intake, browse):
    assert browse.get("/xx/meld/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_a_page_in_a_language_only_a_machine_has_translated_says_so(intake, reporter):
    note = "machine-note"
    for language in ("pl", "lt", "uk", "ar", "so", "ti"):
        page = reporter.get(f"/{language}/meld/")
        assert note in page.html
        assert {"/meld/", "/en/meld/"} <= set(page.links())
        assert note in reporter.get(f"/{language}/kvittering/").html
        assert note in reporter.get(f"/{language}/plikt/avverge/").html
    for path in ("/meld/", "/nn/meld/", "/en/meld/"):
        assert note not in reporter.get(path).html


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_footer_leads_to_what_is_recorded_and_what_never_is(intake, reporter, language):
    prefix = "" if language == "nb" else f"/{language}"
    for path in ("/meld/", "/kvittering/", "/plikt/avverge/", "/dette-gjorde-vi/"):
        page = reporter.get(prefix + path)
        (foot,) = page.root.iter("footer")
        links = {e.get("href"): "".join(e.itertext()) for e in foot.iter("a")}
        way = f"{prefix}/personvern/"
        assert language == "en" or not links[way].startswith("What we")
        assert f"{prefix}/meld/" in links, "and from there to the form"
    privacy = reporter.get(way)
    assert privacy.status == 200
    assert language == "en" or "never" not in privacy.main


@pytest.mark.usefixtures("demo")
def test_no_link_of_the_note_leads_away_from_an_answer_to_a_post(intake, reporter):
    receipt = send(reporter.get("/ar/meld/"))
    note = next(e for e in receipt.root.iter("p") if "machine-note" in e.get("class", ""))
    assert list(note.iter("a")) == []


# --- The duties --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "answers", "advice"),
    [
        ("avverge", ["yes", "yes", "yes"], "Yes, the duty to avert applies to you now Act now."),
        ("avverge", ["yes", "unsure", "yes"], "It can’t be said for certain: ask the police now"),
        ("avverge", ["unsure", "no", "yes"], "No, by your answers the duty to avert does not"),
        ("barnevern", ["yes", "yes"], "Yes, the duty to notify applies to you now Notify the"),
        ("barnevern", ["yes", "unsure"], "ask the child welfare service Call today"),
        ("barnevern", ["no", "unsure"], "No, by your answers the duty to notify does not apply"),
    ],
)
def test_the_wizards_say_what_to_do_and_keep_nothing(intake, reporter, duty, answers, advice):
    page = reporter.get(f"/en/plikt/{duty}/")
    given = {f"q{number}": answer for number, answer in enumerate(answers, start=1)}
    with CaptureQueriesContext(connection) as queries:
        answer = page.fill(f"/en/plikt/{duty}/", **given)
    assert advice in answer.alerts()[0]
    assert answer.alerts()[0].startswith(("Yes, ", "No, ", "It can’t be said"))
    assert "Set-Cookie" not in answer.headers
    assert beyond_reading(queries) == []


def test_the_wizards_are_found_where_an_employee_looks(intake, reporter, stian, visit):
    for page in (reporter.get("/meld/ansatt/"), reporter.get("/"), visit(stian).get("/mandag/")):
        assert {"/plikt/avverge/", "/plikt/barnevern/"} <= set(page.links())
    assert "/plikt/avverge/" not in reporter.get("/meld/").links()


def test_the_wizards_say_whom_to_call_before_and_after_one_has_answered(intake, reporter, city):
    city.contacts.create(slug="vakt", kind="child_welfare", phone="33 00 00 00", vital=True)
    city.contacts.create(slug="politi", kind="police", phone="02800", vital=True)
    for duty, numbers in (("barnevern", {"tel:33000000"}), ("avverge", {"tel:112", "tel:02800"})):
        asked = reporter.get(f"/plikt/{duty}/")
        for page in (asked, asked.fill(f"/plikt/{duty}/", q1="yes", q2="no")):
            to_call = next(e for e in page.root.iter("section") if "to-call" in e.get("class", ""))
            assert numbers <= {e.get("href") for e in to_call.iter("a")}


def test_whoever_works_here_keeps_the_menu_in_a_wizard_and_nobody_else_gets_one(
    intake, reporter, stian, visit
):
    staff = visit(stian)
    for duty in ("avverge", "barnevern"):
        assert "/mandag/" in staff.get(f"/plikt/{duty}/").links()
        assert "/mandag/" in staff.post(f"/plikt/{duty}/", {"q1": "no"}).links()
        page = reporter.get(f"/plikt/{duty}/")
        assert "/logg-inn/" not in page.links()
        assert "Cookie" not in page.headers.get("Vary", "")


def test_a_wizards_answers_stand_in_no_address(intake, reporter):
    page = reporter.get("/en/plikt/avverge/")
    assert page.form_with("q1").get("method") == "post"
    asked = reporter.get("/en/plikt/avverge/?q1=yes&q2=yes&q3=yes")
    assert "Act now" not in asked.main
    assert not any("q1" in link for link in asked.links())


@pytest.mark.parametrize("given", [{}, {"q1": "yes"}, {"q1": "perhaps", "q2": "yes", "q3": "yes"}])
def test_a_wizard_says_which_answer_is_missing_and_gives_no_advice(intake, reporter, given):
    page = reporter.post("/en/plikt/avverge/", given)
    assert "Act now" not in page.main
    assert "does not apply" not in page.main
    missing = {f"q{n}" for n in (1, 2, 3)} - {n for n, answer in given.items() if answer == "yes"}
    assert {f"#id_{name}_0" for name in missing} == {
        link for link in page.links() if link.startswith("#id_q")
    }


def test_a_journey_opened_from_an_older_version_of_the_page_is_told_as_lost(intake, reporter):
    old = seal_state({"seed": "00", "something": "gone"}, purpose=PURPOSE, at=timezone.now())
    page = reporter.post("/en/meld/", {"state": old, "step": "seen", "seen": SEEN, "go": "next"})
    assert page.value("seen") == SEEN
    assert "had been open for long" in page.main


def test_the_setting_follows_the_area(areas):
    assert setting(areas["holmen"]).residents == 60
    assert setting().residents == 40_000
    assert Journey().seed != Journey().seed
