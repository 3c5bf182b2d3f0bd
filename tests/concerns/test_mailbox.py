"""The reporter comes back: the digits open the talk, and whatever is wrong with them looks alike."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.audit.models import Event, ReporterEvent
from kominn.concerns import conversation, pacing
from kominn.concerns.actions import handle, mailbox, second_reader, talk
from kominn.concerns.models import Attachment, Concern, InterpreterOrder, Message
from kominn.concerns.states import State
from kominn.concerns.tongue import is_norwegian
from kominn.law.models import RecordClass
from kominn.vault.models import Wrap
from kominn.vault.receipts import Receipt
from kominn.vault.tokens import open_state, seal_state
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
SCRIPTS = {
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "devanagari": "०१२३४५६७८९",
    "fullwidth": "０１２３４５６７８９",
    "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
}


def open_with(reporter, code, path="/kvittering/"):
    return reporter.get(path).press("open", code=code)


def opened(reporter, concern, path="/kvittering/"):
    page = open_with(reporter, concern.receipt.digits, path)
    assert page.asks("text") or "took it back" in page.main, page.main
    return page


def is_open(page):
    return page.asks("state")


def said_by_reporter(concern):
    found = mailbox.find(concern.receipt)
    said = conversation.conversation(found.concern, found.key)
    return [one.text for one in said if one.writer == "reporter"]


# --- The code ----------------------------------------------------------------------------------


def test_the_digits_open_the_mailbox(intake, reporter):
    page = opened(reporter, ConcernFactory(), "/en/kvittering/")

    assert page.heading == "Your report"
    assert "Received. Nobody has taken it on yet." in page.main


@pytest.mark.parametrize("digits", SCRIPTS.values(), ids=SCRIPTS)
def test_the_digits_of_any_script_open_it(intake, reporter, digits):
    code = "".join(digits[int(d)] for d in ConcernFactory().receipt.digits)
    assert is_open(open_with(reporter, code))


@pytest.mark.parametrize("between", [" ", "-", "–", ".", "\u200f", "\u00a0", "\n", "  \t"])
def test_however_the_groups_are_parted_it_opens(intake, reporter, between):
    code = between.join(ConcernFactory().receipt.groups)
    assert is_open(open_with(reporter, f"  {code} "))


def wrong_codes(concern):
    receipt = concern.receipt
    right = receipt.digits
    other = "1" if right[0] != "1" else "2"
    return {
        "another locator": Receipt(
            str((int(receipt.locator) + 1) % 10**8).zfill(8), receipt.secret
        ).digits,
        "another secret": Receipt(receipt.locator, receipt.secret[::-1] + "").digits
        if receipt.secret != receipt.secret[::-1]
        else Receipt(receipt.locator, "1" * 24).digits,
        "one digit wrong": other + right[1:],
        "check digits wrong": right[:-2] + str((int(right[-2:]) + 1) % 100).zfill(2),
        "too short": right[:-1],
        "too long": right + "0",
        "far too long": "7" * 5_000,
        "empty": "",
        "letters": "hvor er meldingen min",
        "emoji": "😀" * 34,
        "half a number": "²" * 34,
        "markup": "<script>alert(1)</script>",
        "query": "' OR 1=1 --",
        "NUL": "\x00" * 34,
    }


def without_what_was_typed(page):
    """The page but for the digits in the field and how many they are."""
    html = re.sub(r"<p>Digits you typed: \d+\. A whole receipt has 34\.</p>", "", page.html)
    return re.sub(r'(<input[^>]*name="code")( value="[^"]*")?', r"\1", html).replace(
        "\n    \n", "\n"
    )


def test_wrong_digits_stay_in_the_field_and_are_counted(intake, reporter):
    page = open_with(reporter, "1234 5678 ٩", "/en/kvittering/")
    assert page.value("code") == "1234 5678 ٩"
    assert "Digits you typed: 9. A whole receipt has 34." in page.main
    assert not any("1234" in address for address in [page.path, *page.links()])


def test_as_many_digits_as_there_should_be_are_not_counted_aloud(intake, reporter):
    page = open_with(reporter, Receipt.new().digits, "/en/kvittering/")
    assert "Digits you typed" not in page.main
    assert "Most often one digit is mistyped." in page.main


def test_markup_typed_for_a_code_stays_text(intake, reporter):
    page = reporter.post("/en/kvittering/", {"code": '"><script>alert(1)</script>', "go": "open"})
    assert page.value("code") == '"><script>alert(1)</script>'
    assert "<script>alert" not in page.html


def test_whatever_is_wrong_with_a_code_the_answer_is_the_same_to_the_byte(intake, reporter):
    concern = ConcernFactory()
    answers = {
        name: reporter.post("/en/kvittering/", {"code": code, "go": "open"})
        for name, code in wrong_codes(concern).items()
    }

    assert {page.status for page in answers.values()} == {200}
    assert len({without_what_was_typed(page) for page in answers.values()}) == 1
    assert "We find no report with these digits" in answers["empty"].main
    heads = [dict(page.headers.items()) for page in answers.values()]
    for head in heads:
        del head["Expires"]  # The second it was answered.
        del head["Content-Length"]  # What was typed stands in the field.
    assert all(head == heads[0] for head in heads)


def test_a_wrong_code_asks_the_database_as_much_whatever_is_wrong(intake):
    concern = ConcernFactory()
    asked = set()
    for code in (concern.receipt.locator + "9" * 24, "1" * 8 + concern.receipt.secret):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert mailbox.find(Receipt(code[:8], code[8:])) is None
        asked.add(len(queries))
    with CaptureQueriesContext(connection) as queries:
        assert mailbox.find(None) is None
    assert asked | {len(queries)} == {1}


def test_a_withdrawn_and_erased_report_looks_like_one_that_never_was(intake, reporter):
    concern = ConcernFactory()
    mailbox.withdraw(mailbox.find(concern.receipt), at=LATER)

    erased = reporter.post("/kvittering/", {"code": concern.receipt.digits})
    never = reporter.post("/kvittering/", {"code": Receipt.new().digits})
    assert without_what_was_typed(erased) == without_what_was_typed(never)


def test_many_wrong_codes_are_slowed_and_the_right_one_is_never_locked_out(
    intake, reporter, settings
):
    concern = ConcernFactory()
    for _ in range(settings.WRONG_CODES_PER_ADDRESS_AND_HOUR + 5):
        reporter.post("/en/kvittering/", {"code": Receipt.new().digits})

    slow = reporter.post("/en/kvittering/", {"code": concern.receipt.digits})
    assert "The right ones are never locked out" in slow.main
    assert concern.receipt.digits not in slow.html
    waiting = slow.press("open")
    assert "Wait" in waiting.main

    held = open_state(slow.value("turn"), purpose="turn to read", at=timezone.now(), max_age=DAY)
    proof = next(str(n) for n in range(10**7) if pacing.solves(held["puzzle"], str(n)))
    assert is_open(slow.press("open", proof=proof))


def test_a_slowed_right_and_wrong_code_look_alike(intake, reporter, settings):
    for _ in range(settings.WRONG_CODES_PER_ADDRESS_AND_HOUR + 5):
        reporter.post("/kvittering/", {"code": ""})

    right = reporter.post("/kvittering/", {"code": ConcernFactory().receipt.digits})
    wrong = reporter.post("/kvittering/", {"code": Receipt.new().digits})
    secret = ("turn", "puzzle", "wait")
    assert right.main == wrong.main
    assert len(right.value("turn")) == len(wrong.value("turn")), secret


# --- What stands there -------------------------------------------------------------------------


def test_the_reporter_never_sees_notes_waiting_or_stopped_messages_nor_who_wrote(
    intake, inga, kari, reporter
):
    concern = ConcernFactory(young=True, held_by=inga)
    talk.note(concern, "INTERNT", token=uuid.uuid4(), by=kari, at=LATER)
    handle.read_names(concern, why="GRUNN", by=kari, at=LATER)
    sent, stopped = write(concern, "SENDT", by=inga), write(concern, "STOPPET", by=inga)
    write(concern, "VENTER", by=inga)
    second_reader.release(sent, send=True, by=kari, at=LATER)
    second_reader.release(stopped, send=False, by=kari, at=LATER)

    page = opened(reporter, concern)

    assert "SENDT" in page.main
    for hidden in ("INTERNT", "GRUNN", "STOPPET", "VENTER", "Inga", "Kari"):
        assert hidden not in page.html


def test_the_page_does_not_repeat_what_was_told_nor_when(intake, reporter):
    concern = ConcernFactory(seen="HEMMELIG", names="NAVN")
    page = opened(reporter, concern)
    assert "HEMMELIG" not in page.html
    assert "NAVN" not in page.html
    assert concern.receipt.digits not in page.html
    assert "10.15" not in page.main


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ({}, "Received. Nobody has taken it on yet."),
        ({"held_by": True}, "Being handled. One person answers for the next step."),
        ({"closed_by": True}, "Finished. You can still write to us here."),
        ({"read_by": True, "withdrawn": True}, "You took it back. Someone had already read it"),
    ],
)
def test_every_state_is_told_in_plain_words(intake, kari, reporter, past, words):
    past = {name: kari if name.endswith("_by") else value for name, value in past.items()}
    page = open_with(reporter, ConcernFactory(**past).receipt.digits, "/en/kvittering/")
    assert words in page.main


# --- Adding ------------------------------------------------------------------------------------


def test_the_reporter_answers_and_staff_read_it(intake, inga, reporter):
    concern = ConcernFactory(held_by=inga)
    page = opened(reporter, concern, "/en/kvittering/").press("add", text="  Ved kaia. 😀 ")

    assert "Your message is sent." in page.main
    assert "Ved kaia. 😀" in page.main
    assert said_by_reporter(concern) == ["Ved kaia. 😀"]
    assert again(concern).announced is False


def test_the_same_page_sent_twice_says_it_once(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern)
    page.press("add", text="En gang")
    page.press("add", text="En gang")

    assert said_by_reporter(concern) == ["En gang"]
    assert ReporterEvent.objects.filter(verb="concern.added_to").count() == 1


def test_another_text_from_an_old_page_is_not_lost(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern)
    page.press("add", text="Først")
    page.press("add", text="Deretter")

    assert said_by_reporter(concern) == ["Først", "Deretter"]


def test_the_same_words_may_be_said_again_from_a_new_page(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern).press("add", text="Ja")
    page.press("add", text="Ja")

    assert said_by_reporter(concern) == ["Ja", "Ja"]


@pytest.mark.parametrize("token", ["", "x", "0" * 500, "\x00", str(uuid.UUID(int=0))])
def test_a_page_without_its_number_still_says_what_was_written(intake, reporter, token):
    concern = ConcernFactory()
    opened(reporter, concern).press("add", text="Likevel", token=token)
    assert said_by_reporter(concern) == ["Likevel"]


@pytest.mark.parametrize("text", ["", "   ", "\x00\u202e", "\n\n"])
def test_an_empty_message_is_asked_for_again(intake, reporter, text):
    concern = ConcernFactory()
    page = opened(reporter, concern, "/en/kvittering/").press("add", text=text)
    assert "Write something here." in page.main
    assert said_by_reporter(concern) == []


def test_a_message_too_long_is_handed_back_whole(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern, "/en/kvittering/").press("add", text="å" * 10_001)
    assert "There is room for 10000 characters" in page.main
    assert page.value("text") == "å" * 10_001
    assert said_by_reporter(concern) == []


def test_an_answer_to_a_finished_concern_makes_it_new_work(intake, kari, reporter):
    concern = ConcernFactory(closed_by=kari)
    page = opened(reporter, concern, "/en/kvittering/").press("add", text="Det skjer igjen")

    assert "Received. Nobody has taken it on yet." in page.main
    assert again(concern).state == State.RECEIVED


def test_an_answer_brings_the_deadline_near(intake, inga):
    concern = ConcernFactory(held_by=inga)
    Concern.objects.filter(pk=concern.pk).update(announced=True)
    add(concern, at=TUESDAY)
    assert again(concern).due_on == dt.date(2026, 3, 4)
    assert not again(concern).announced


def test_what_is_said_after_it_was_taken_back_is_kept(intake, inga, reporter):
    """The page for it is gone, but an old one may still be open, and what it says may matter."""
    concern = ConcernFactory(read_by=inga)
    page = opened(reporter, concern)
    page.press("withdraw").press("withdraw-now")
    page.press("add", text="Likevel: ring meg")

    assert again(concern).state == State.WITHDRAWN
    assert said_by_reporter(concern) == ["Likevel: ring meg"]


# --- Taking it back ----------------------------------------------------------------------------


def test_a_report_nobody_read_is_erased_with_everything_that_hung_on_it(intake, reporter, settings):
    concern = ConcernFactory(files=[attached("en.png"), attached("to.png")])
    other = ConcernFactory(files=[attached("tre.png")])
    add(concern)
    page = opened(reporter, concern, "/en/kvittering/").press("withdraw")
    assert "Are you sure?" in page.main
    assert Concern.objects.count() == 2

    page = page.press("withdraw-now")

    assert "It is erased, and its key is destroyed." in page.main
    assert list(Concern.objects.all()) == [other]
    assert [wrap.record for wrap in Wrap.objects.all()] == [other.pk]
    assert Message.objects.count() == 0
    assert [attachment.concern for attachment in Attachment.objects.all()] == [other]


@pytest.mark.django_db(transaction=True)
def test_the_files_of_an_erased_report_are_gone_from_the_disk(intake, settings):
    concern = ConcernFactory(files=[attached(), attached()])
    other = ConcernFactory(files=[attached()])
    mailbox.withdraw(mailbox.find(concern.receipt), at=LATER)

    on_disk = {path.name for path in settings.SEALED_FILES.rglob("*") if path.is_file()}
    assert on_disk == {other.attachments.get().file_id.hex}


def test_the_trail_keeps_that_something_was_taken_back_by_its_week_only(intake):
    concern = ConcernFactory()
    mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY)

    verbs = [(e.verb, e.at) for e in ReporterEvent.objects.about(f"concern:{concern.pk}")]
    monday = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    deeds = ("concern.received", "concern.withdrawn", "concern.erased")
    assert verbs == [(deed, monday) for deed in deeds]


@pytest.mark.parametrize("deed", ["read", "names", "file"])
def test_what_somebody_has_read_stays_and_the_work_stops(intake, inga, reporter, deed):
    concern = ConcernFactory(files=[attached()])
    if deed == "read":
        handle.read(concern, by=inga, at=LATER)
    elif deed == "names":
        handle.read_names(concern, why="x", by=inga, at=LATER)
    else:
        handle.read_file(concern, concern.attachments.get(), by=inga, at=LATER)

    page = opened(reporter, concern, "/en/kvittering/").press("withdraw").press("withdraw-now")

    assert "Someone had already read it" in page.main
    assert again(concern).state == State.WITHDRAWN
    assert not page.asks("text")


@pytest.mark.parametrize(
    ("rule", "months", "signed", "words"),
    [
        ("delete_at_once", None, True, "It is erased in one of the coming nights."),
        ("delete_on_date", 3, True, "It stays sealed until June 1, 2026. Then it is erased"),
        ("archive", 12, True, "it stays sealed until March 1, 2027. Then it goes to the municip"),
        ("delete_at_once", None, False, "until the municipality has settled for how long"),
    ],
)
def test_what_was_taken_back_is_said_to_end_as_the_rule_for_it_says(
    intake, inga, per, ada, reporter, rule, months, signed, words
):
    """The page and the night go by the same rule."""
    concern = ConcernFactory(read_by=inga, withdrawn=True)
    Concern.objects.filter(pk=concern.pk).update(finished_on=dt.date(2026, 3, 1))
    RecordClass.objects.create(
        slug="withdrawn", rule=rule, keep_months=months, why="x", changed_by=ada,
        signed_off_by=per if signed else None, signed_off_on=TUESDAY.date() if signed else None,
    )  # fmt: skip
    page = opened(reporter, concern, "/en/kvittering/")
    assert words in page.main
    assert sum(one in page.main for one in ENDS) == 1


ENDS = ("coming nights", "Then it is erased", "archive", "has settled for how long")


def test_a_held_and_a_finished_one_can_be_taken_back(intake, inga, kari, reporter):
    held, finished = ConcernFactory(held_by=inga), ConcernFactory(closed_by=kari)

    for concern in (held, finished):
        page = opened(reporter, concern, "/en/kvittering/").press("withdraw").press("withdraw-now")
        assert page.status == 200
        assert "You took it back." in page.main
        assert again(concern).state == State.WITHDRAWN


def test_whoever_changes_their_mind_keeps_it(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern).press("withdraw").press("keep")

    assert again(concern).state == State.RECEIVED
    assert page.asks("text")


def test_taking_back_twice_from_two_tabs_is_one_taking_back(intake, reporter):
    concern = ConcernFactory()
    sure = opened(reporter, concern, "/en/kvittering/").press("withdraw")
    sure.press("withdraw-now")
    second = sure.press("withdraw-now")

    assert "This report is no longer here." in second.main
    assert ReporterEvent.objects.filter(verb="concern.withdrawn").count() == 1


def test_what_is_written_in_another_tab_to_an_erased_report_is_shown_again(intake, reporter):
    concern = ConcernFactory()
    page = opened(reporter, concern, "/en/kvittering/")
    page.press("withdraw").press("withdraw-now")

    late = page.press("add", text="Vent, jeg\x00 glemte noe")

    assert "This report is no longer here." in late.main
    assert "Vent, jeg glemte noe" in late.main


@pytest.mark.usefixtures("together")
def test_taken_back_by_eight_presses_at_once_nothing_breaks(intake):
    concern = ConcernFactory()
    found = mailbox.find(concern.receipt)

    def press(_):
        try:
            return mailbox.withdraw(found, at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(press, range(8))) == [True] * 8
    assert ReporterEvent.objects.filter(verb="concern.withdrawn").count() == 1


@pytest.mark.usefixtures("together")
def test_added_by_eight_presses_at_once_it_is_said_once(intake):
    concern, token = ConcernFactory(), uuid.uuid4()
    found, hours = mailbox.find(concern.receipt), setting().hours

    def press(_):
        try:
            mailbox.add(found, "Samtidig", token=token, hours=hours, at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(press, range(8)))
    assert Message.objects.count() == 1


def test_an_interpreters_order_goes_with_an_erased_report(intake, inga):
    """Ordered without reading it cannot happen; the row must not stand in the way all the same."""
    concern = ConcernFactory()
    InterpreterOrder.objects.create(
        concern=concern, ordered_by=inga, needed_on=LATER.date(), details=b"x"
    )

    assert mailbox.withdraw(mailbox.find(concern.receipt), at=LATER) is True
    assert not InterpreterOrder.objects.exists()


# --- The page's own state ----------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["report form", "receipt page", "turn to read", "mailbox "])
def test_a_state_sealed_for_another_purpose_opens_nothing(intake, reporter, purpose):
    concern = ConcernFactory()
    state = seal_state({"code": concern.receipt.digits}, purpose=purpose, at=timezone.now())

    page = reporter.post("/en/kvittering/", {"state": state, "go": "add", "text": "Smugles inn"})

    assert page.asks("code")
    assert "Smugles inn" in page.main
    assert said_by_reporter(concern) == []


def test_a_page_open_for_too_long_shows_what_was_written_and_asks_for_the_digits(intake, reporter):
    concern = ConcernFactory()
    old = timezone.now() - dt.timedelta(minutes=61)
    state = seal_state({"code": concern.receipt.digits}, purpose="mailbox", at=old)

    page = reporter.post(
        "/en/kvittering/", {"state": state, "go": "add", "text": "Skrev\x00 lenge\u202e"}
    )

    assert "The page had been open for long." in page.main
    assert "Skrev lenge" in page.main
    assert said_by_reporter(concern) == []
    assert is_open(page.press("open", code=concern.receipt.digits))


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state[:-4] + "AAAA",
        lambda state: state[::-1],
        lambda state: "",
        lambda state: "ø",
        lambda state: state * 2,
    ],
    ids=["last bytes", "backwards", "empty", "not ASCII", "twice"],
)
def test_a_changed_state_opens_nothing(intake, reporter, change):
    concern = ConcernFactory()
    state = change(opened(reporter, concern).value("state"))
    page = reporter.post("/en/kvittering/", {"state": state, "go": "withdraw-now"})

    assert page.status == 200
    assert page.asks("code")
    assert again(concern).state == State.RECEIVED


def test_a_state_from_a_clock_that_ran_ahead_still_opens(intake, reporter):
    concern = ConcernFactory()
    ahead = timezone.now() + dt.timedelta(days=2)
    state = seal_state({"code": concern.receipt.digits}, purpose="mailbox", at=ahead)

    page = reporter.post("/en/kvittering/", {"state": state, "go": "add", "text": "Hei"})
    assert "Your message is sent." in page.main


@pytest.mark.parametrize("go", ["", "add2", "withdraw-now ", "WITHDRAW-NOW", "\x00", "edit:seen"])
def test_an_unknown_button_changes_nothing(intake, reporter, go):
    concern = ConcernFactory()
    page = opened(reporter, concern)
    shown = reporter.post("/kvittering/", {"state": page.value("state"), "go": go, "text": "x"})

    assert shown.status == 200
    assert again(concern).state == State.RECEIVED
    assert said_by_reporter(concern) == []


def test_coming_back_leaves_no_mark_of_a_colleague_and_writes_nothing(intake, reporter):
    concern = ConcernFactory()
    with CaptureQueriesContext(connection) as queries:
        page = opened(reporter, concern)

    assert not [q for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not Event.objects.about(f"concern:{concern.pk}").exists()
    assert not page.response.cookies
    assert page.headers["Cache-Control"] == "no-store, private"


def test_closing_words_reach_the_reporter(intake, kari, reporter):
    concern = ConcernFactory(held_by=kari)
    finish(concern, by=kari, words="Takk for at du sa fra.\nDet er ordnet.")
    assert "Takk for at du sa fra.<br>Det er ordnet." in opened(reporter, concern).html


# --- An answer in a language the reporter does not read ----------------------------------------

ANSWER = "Takk for at du sa fra. Vi har snakket med skolen, og de følger med på det."
IN_SOMALI = "Waad ku mahadsan tahay inaad noo sheegtay. Dugsiga waan la hadalnay."
CANNOT_READ = "I can’t read the answer."


def test_a_norwegian_answer_is_told_as_such_to_who_reads_another_language(intake, inga, reporter):
    concern = ConcernFactory(held_by=inga, answers={"role": "guardian"})
    write(concern, ANSWER, by=inga)
    page = opened(reporter, concern, "/en/kvittering/")
    assert "The answer is in Norwegian" in page.main
    assert "the municipality pays" in page.main
    assert "Do not let a child interpret." in page.main
    assert [e.get("lang") for e in page.root.iter("p") if ANSWER[:20] in "".join(e.itertext())][
        -1
    ] == "no"


@pytest.mark.parametrize(
    ("path", "words"),
    [("/kvittering/", ANSWER), ("/nn/kvittering/", ANSWER), ("/en/kvittering/", IN_SOMALI)],
)
def test_who_can_read_it_is_told_of_no_interpreter(intake, inga, reporter, path, words):
    concern = ConcernFactory(held_by=inga, answers={"role": "guardian"})
    write(concern, words, by=inga)
    assert "interpreter" not in open_values(opened(reporter, concern, path))


def open_values(page):
    return {e.get("value") for e in page.root.iter("button")}


def test_one_press_asks_for_help_in_both_languages(intake, inga, reporter):
    concern = ConcernFactory(held_by=inga, answers={"role": "guardian"})
    write(concern, ANSWER, by=inga)
    page = opened(reporter, concern, "/en/kvittering/").press("interpreter")
    assert "Your message is sent." in page.main
    assert "The answer is in Norwegian" in page.main
    assert "interpreter" not in open_values(page), "it is asked once, until somebody answers"
    said = said_by_reporter(concern)
    assert len(said) == 1
    assert said[0].startswith(CANNOT_READ)
    assert "Jeg kan ikke lese svaret." in said[0]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["pl", "lt", "uk", "ar", "so", "ti"])
def test_each_language_has_its_own_words_for_it(intake, inga, reporter, language):
    concern = ConcernFactory(held_by=inga, answers={"role": "guardian"})
    write(concern, ANSWER, by=inga)
    page = opened(reporter, concern, f"/{language}/kvittering/")
    assert "interpreter" in open_values(page)
    assert "in Norwegian" not in page.main
    page.press("interpreter")
    (said,) = said_by_reporter(concern)
    assert not said.startswith((CANNOT_READ, "Jeg kan ikke"))
    assert said.endswith(
        "Jeg kan ikke lese svaret. La meg få det på mitt eget språk, eller gjennom en tolk."
    )


def test_the_press_waits_its_turn_like_any_message(intake, inga, reporter, settings):
    concern = ConcernFactory(held_by=inga, answers={"role": "guardian"})
    write(concern, ANSWER, by=inga)
    page = opened(reporter, concern, "/en/kvittering/")
    body = {"state": page.value("state"), "token": page.value("token"), "go": "interpreter"}
    for _press in range(3):
        reporter.post("/en/kvittering/", body)
    assert len(said_by_reporter(concern)) == 1, "the same press is one message"


@pytest.mark.parametrize(
    ("text", "norwegian"),
    [
        (ANSWER, True),
        ("Takk.", True),
        ("Hei! Kvar såg du dei, og når var det? Vi vil gjerne hjelpe deg.", True),
        (IN_SOMALI, False),
        ("Dziękujemy za wiadomość. Rozmawialiśmy ze szkołą i sprawdzimy to.", False),
        ("Ačiū, kad pranešėte. Kalbėjomės su mokykla ir ji tai stebi.", False),
        ("Дякуємо, що розповіли. Ми поговорили зі школою.", False),
        ("شكراً لإخبارنا. تحدثنا مع المدرسة وهم يتابعون الأمر.", False),
        ("ስለ ዝነገርኩምና የቐንየልና። ምስ ቤት ትምህርቲ ተዘራሪብና።", False),
        ("Thank you for telling us. We have talked with the school.", False),
        ("", False),
        ("33 00 00 00", False),
    ],
)
def test_norwegian_is_known_by_its_small_words(text, norwegian):
    assert is_norwegian(text) is norwegian
