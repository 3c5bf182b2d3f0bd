"""The inbox and one concern as colleagues meet them, and as those meet them who should not."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from kominn.accounts.models import Membership
from kominn.audit.models import Event
from kominn.concerns import conversation
from kominn.concerns.actions import mailbox
from kominn.concerns.models import Concern, InterpreterOrder, Message
from kominn.concerns.states import State
from kominn.vault.actions import records, teams
from kominn.vault.kinds import Kind
from tests.concerns.pages import File, digits_of, past_the_question, send
from tests.factories.accounts import TeamFactory, UserFactory, in_sessions
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    add,
    again,
    attached,
    picture,
    write,
)
from tests.vault.samples import MARKER, document, photograph

pytestmark = pytest.mark.django_db
DEEDS = ("ta", "sorter", "navn", "svar", "notat", "avslutt", "tolk")


@pytest.fixture
def olav(intake):
    """Olav reads for the school's team, which this concern is not sealed to."""
    olav = UserFactory(name="Olav", roles=["coordinator"])
    teams.found_team_keys(TeamFactory(name="Skolen"), olav, by=None, at=TUESDAY)
    return olav


def address(concern, deed=""):
    return f"/en/innboks/{concern.pk}/" + (f"{deed}/" if deed else "")


def opened(visit, user, concern):
    page = past_the_question(visit(user).get(address(concern)))
    assert page.status == 200
    return page


def deeds(concern):
    return [(event.by, event.verb) for event in Event.objects.about(f"concern:{concern.pk}")]


def only_new(concern, before):
    return deeds(concern)[len(before) :]


# --- Who may come in ---------------------------------------------------------------------------


def every_address(concern):
    attachment, message = concern.attachments.first().pk, concern.messages.first().pk
    return [
        ("GET", address(concern)),
        ("GET", address(concern, f"fil/{attachment}")),
        ("POST", address(concern, f"les/{message}")),
        *(("POST", address(concern, deed)) for deed in DEEDS),
    ]


@pytest.mark.parametrize(
    "who", ["other team", "left", "no wrap", "left the team but kept the wrap"]
)
def test_what_one_may_not_see_does_not_exist(intake, inga, kari, olav, visit, who):
    concern = ConcernFactory(young=True, held_by=inga, files=[attached()])
    write(concern, by=inga)
    stranger = {"other team": olav, "left": kari, "no wrap": olav}.get(who, kari)
    if who == "left":
        teams.remove(intake, kari, by=inga, at=TUESDAY)
    elif who == "no wrap":
        Membership.objects.create(team=intake, user=olav, joined_on=TUESDAY.date())
    elif who != "other team":
        Membership.objects.filter(user=kari).delete()
    before = deeds(concern)

    browser = visit(stranger)
    filled = {"token": str(uuid.uuid4()), "text": "x", "note": "x", "why": "x", "reason": "helped", "go": "send", "due_on": "2026-05-01",
              "language": "so", "way": "phone", "needed_on": "2026-05-01"}  # fmt: skip
    token = browser.get("/en/registrer/").value("csrfmiddlewaretoken")
    for method, path in every_address(concern):
        page = (
            browser.get(path)
            if method == "GET"
            else browser.post(path, filled | {"csrfmiddlewaretoken": token})
        )
        assert page.status == 404, (path, page.status)

    assert concern.short not in browser.get("/en/innboks/").main
    assert deeds(concern) == before
    assert again(concern).state == State.HELD


def test_what_hangs_on_one_concern_is_not_found_under_another(intake, inga, kari, visit):
    one = ConcernFactory(young=True, held_by=inga, files=[attached()])
    other = ConcernFactory(held_by=inga)
    message = write(one, by=inga)
    browser = visit(kari)
    token = browser.get("/en/registrer/").value("csrfmiddlewaretoken")

    assert browser.get(address(other, f"fil/{one.attachments.get().pk}")).status == 404
    post = {"go": "send", "csrfmiddlewaretoken": token}
    assert browser.post(address(other, f"les/{message.pk}"), post).status == 404
    message.refresh_from_db()
    assert message.state == "waiting"


def test_a_concern_that_never_was_is_not_told_from_one_that_is_hidden(intake, inga, olav, visit):
    hidden, never, browser = ConcernFactory(), Concern(pk=uuid.uuid4()), visit(olav)
    pages = [browser.get(address(one)).html.replace(str(one.pk), "") for one in (hidden, never)]
    assert pages[0] == pages[1]


def test_roles_that_do_not_read_are_told_so(intake, stian, leif, ada, per, visit):
    concern = ConcernFactory()
    for user in (stian, leif, ada, per):
        assert visit(user).get(address(concern)).status == 403
        assert visit(user).get("/en/innboks/").status == 403


def test_who_is_not_logged_in_is_led_to_the_door(intake, browse):
    concern = ConcernFactory()
    for path in ("/innboks/", f"/innboks/{concern.pk}/", "/registrer/"):
        response = browse.get(path)
        assert response.status_code == 302
        assert response.headers["Location"] == f"/logg-inn/?next={path}"


def test_intake_takes_and_talks_but_does_not_close(intake, inga, visit):
    concern = ConcernFactory(held_by=inga)
    page = opened(visit, inga, concern)
    assert not page.asks("reason")
    token = page.value("csrfmiddlewaretoken")
    refused = page.visit.post(
        address(concern, "avslutt"), {"reason": "helped", "csrfmiddlewaretoken": token}
    )
    assert refused.status == 403
    assert again(concern).state == State.HELD


# --- The inbox ---------------------------------------------------------------------------------


def test_the_inbox_shows_what_is_most_urgent_first_and_nothing_that_was_told(
    intake, inga, areas, visit
):
    later = ConcernFactory(seen="HEMMELIG", names="NAVN", area=areas["torget"], role="guardian")
    urgent = ConcernFactory(at=TUESDAY - 3 * DAY)
    page = visit(inga).get("/en/innboks/")

    assert page.main.index(urgent.short) < page.main.index(later.short)
    assert "Torget" in page.main
    assert "HEMMELIG" not in page.html
    assert "NAVN" not in page.html
    assert deeds(later) == []


def test_the_inbox_has_a_place_for_mine_and_for_what_is_finished(intake, inga, kari, visit):
    mine, theirs = ConcernFactory(held_by=inga), ConcernFactory(held_by=kari)
    finished, withdrawn = (
        ConcernFactory(closed_by=kari),
        ConcernFactory(read_by=kari, withdrawn=True),
    )
    browser = visit(inga)

    def shown(which):
        page = browser.get(f"/en/innboks/?vis={which}")
        return {c for c in (mine, theirs, finished, withdrawn) if c.short in page.main}

    assert shown("apne") == shown("tull") == {mine, theirs}
    assert shown("mine") == {mine}
    assert shown("ferdige") == {finished, withdrawn}


@pytest.mark.parametrize(
    "after",
    ["", "x", "2026-03-04", "2026-03-04.x", ".", "%00.%00", "9999-12-31.%ff", "2026-99-99.1"],
)
def test_a_place_in_the_inbox_that_is_not_there_begins_from_the_top(intake, inga, visit, after):
    concern = ConcernFactory()
    assert concern.short in visit(inga).get(f"/en/innboks/?etter={after}").main


def test_the_inbox_goes_on_where_the_page_ended(intake, inga, visit, monkeypatch):
    monkeypatch.setattr("kominn.concerns.views.inbox.PAGE", 2)
    concerns = [ConcernFactory() for _ in range(5)]
    browser, found = visit(inga), set()
    page = browser.get("/en/innboks/")
    while True:
        here = {c for c in concerns if c.short in page.main}
        assert not here & found
        found |= here
        more = next((link for link in page.links() if "etter=" in link), None)
        if more is None:
            break
        page = browser.get("/en/innboks/" + more)
    assert found == set(concerns)


# --- One concern -------------------------------------------------------------------------------


def test_the_page_tells_what_was_told_who_can_read_it_and_when_it_came(intake, inga, visit):
    concern = ConcernFactory(
        seen="Noen henger ved brygga", worry="Bråk", language="so", danger="yes", names="NAVN"
    )
    page = opened(visit, inga, concern)

    for text in (
        "Noen henger ved brygga",
        "Bråk",
        "Somali",
        "10:15",
        "Inga, Kari",
        "someone is in danger now",
    ):
        assert text in page.text
    assert "NAVN" not in page.html
    assert deeds(concern) == [(f"user:{inga.pk}", "concern.read")]


def test_what_was_told_cannot_become_part_of_the_page(intake, inga, visit):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ now }}"
    concern = ConcernFactory(seen=nasty, where=nasty, files=[attached(f"{nasty}.png")])
    add(concern, nasty)
    client = visit(inga)
    client.client.__class__ = type("Plain", (client.client.__class__.__mro__[1],), {})
    page = client.get(address(concern))
    assert page.html.count("<script>") == 0
    assert "onerror=alert(2)>" not in page.html
    assert page.html.count("&lt;script&gt;") >= 3


def test_the_names_need_a_reason_and_leave_a_trace(intake, inga, kari, visit):
    concern = ConcernFactory(names="Ola Nordmann\nKari Hansen")
    page = opened(visit, inga, concern)
    before = deeds(concern)

    refused = page.fill(address(concern, "navn"), why="  ")
    assert "Write something here." in refused.main
    assert "Nordmann" not in refused.html
    assert only_new(concern, before) == [(f"user:{inga.pk}", "concern.read")]

    before = deeds(concern)
    shown = refused.fill(address(concern, "navn"), why="Skal ringe hjem")
    assert "Ola Nordmann" in shown.main
    assert only_new(concern, before) == [
        (f"user:{inga.pk}", "concern.names_read"),
        (f"user:{inga.pk}", "concern.read"),
    ]
    assert "Skal ringe hjem" in opened(visit, kari, concern).main
    assert "Nordmann" not in opened(visit, kari, concern).html


def test_where_no_names_were_given_no_box_is_offered(intake, inga, visit):
    page = opened(visit, inga, ConcernFactory())
    assert "No names were given." in page.main
    assert not page.asks("why")


def test_the_baton_is_taken_with_one_mark(intake, inga, kari, visit):
    concern = ConcernFactory()
    page = opened(visit, inga, concern)
    assert not page.asks("text")
    before = deeds(concern)
    page.fill(address(concern, "ta"))
    page.fill(address(concern, "ta"))

    assert again(concern).holder == inga
    assert [verb for _, verb in only_new(concern, before)].count("concern.taken") == 1
    theirs = opened(visit, kari, concern)
    assert "Inga holds it now." in theirs.main


def test_two_have_the_page_open_and_the_second_is_told_who_holds_it(intake, inga, kari, visit):
    concern = ConcernFactory(held_by=inga)
    mine = opened(visit, inga, concern)
    asked = opened(visit, kari, concern).fill(address(concern, "ta"))
    assert again(concern).holder == inga, "it is asked first"
    assert "Inga holds the baton" in asked.main
    asked.fill(address(concern, "ta"))

    preview = mine.press("preview", text="Hei")
    told = preview.press("send")

    assert "Take the baton first" in told.main
    assert not Message.objects.exists()
    assert again(concern).holder == kari


def test_a_page_that_is_behind_its_concern_says_so(intake, inga, kari, visit):
    concern = ConcernFactory(held_by=kari)
    mine, theirs = opened(visit, inga, concern), opened(visit, kari, concern)
    theirs.fill(address(concern, "avslutt"), reason="helped").press("send")

    told = mine.fill(address(concern, "ta"))
    assert "can’t become" in told.main
    assert again(concern).state == State.CLOSED


# --- The talk ----------------------------------------------------------------------------------


def messages_of(page, label):
    timeline = next(e for e in page.root.iter() if e.get("aria-label") == label)
    texts = (re.sub(r"\s+", " ", "".join(e.itertext())).strip() for e in timeline.iter("li"))
    return list(texts)


def test_the_preview_is_what_the_reporter_then_reads(intake, inga, reporter, visit):
    receipt = send(reporter.get("/en/meld/"), seen="Sett noe")
    concern = Concern.objects.get()
    box = reporter.get("/en/kvittering/").press("open", code=digits_of(receipt))
    box.press("add", text="Jeg la til\ndette")
    page = opened(visit, inga, concern).fill(address(concern, "ta"))
    text = "Takk!\n\nHvor var det? <b>Si</b> mer & mer 😀"

    preview = page.press("preview", text=text)
    preview.press("send")

    promised = messages_of(preview, "What has been said")
    box = reporter.get("/en/kvittering/").press("open", code=digits_of(receipt))
    assert messages_of(box, "What has been said") == promised
    assert "Takk!<br><br>Hvor var det? &lt;b&gt;Si&lt;/b&gt; mer &amp; mer 😀" in box.html
    assert "Takk!<br><br>Hvor var det? &lt;b&gt;Si&lt;/b&gt; mer &amp; mer 😀" in preview.html


def test_the_preview_sends_nothing_and_can_be_changed(intake, inga, visit):
    concern = ConcernFactory(held_by=inga)
    preview = opened(visit, inga, concern).press("preview", text="Første\nforsøk", read_by_two="on")
    assert not Message.objects.exists()

    page = preview.press("change")
    form = page.form_of_button("go", "preview")
    assert "Første\nforsøk" in "".join(e.text or "" for e in form.iter("textarea"))
    page.press("preview", text="Andre forsøk").press("send")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "text", "warned", "told"),
    [
        ("so", "Takk for at du sa fra. Hvor var det?", True, True),
        ("so", "Waad ku mahadsan tahay. Xaggee bay ahayd?", False, True),
        ("nn", "Takk for at du sa frå. Kvar var det?", False, False),
    ],
)
def test_who_writes_sees_before_sending_that_the_reader_reads_another_language(
    intake, inga, visit, language, text, warned, told
):
    concern = ConcernFactory(held_by=inga, language=language)
    page = opened(visit, inga, concern)
    assert ("The reporter reads this language: Somali" in page.main) == told
    preview = page.press("preview", text=text)
    assert ("You write in Norwegian to one who reads another language" in preview.main) == warned
    assert ("A child never interprets" in preview.main) == told
    assert ("Order an interpreter or a translation first" in preview.main) == told
    assert not Message.objects.exists()


def test_an_interpreter_is_ordered_first_and_the_words_wait(intake, inga, visit):
    concern = ConcernFactory(held_by=inga, language="so")
    preview = opened(visit, inga, concern).press("preview", text="Takk for at du sa fra.")
    button = next(e for e in preview.root.iter("button") if e.get("form") == "send")
    assert button.get("formaction").endswith("#interpreter")
    assert (button.get("name"), button.get("value")) == ("go", "change")
    page = preview.press("change")
    assert page.asks("needed_on")
    assert page.value("text") == "Takk for at du sa fra."


def test_a_message_sent_twice_is_said_once(intake, inga, visit):
    concern = ConcernFactory(held_by=inga)
    preview = opened(visit, inga, concern).press("preview", text="En gang")
    before = deeds(concern)
    preview.press("send")
    preview.press("send")

    assert Message.objects.count() == 1
    assert [verb for _, verb in only_new(concern, before)].count("message.sent") == 1


def test_from_an_old_page_another_message_is_another_message(intake, inga, visit):
    concern = ConcernFactory(held_by=inga)
    page = opened(visit, inga, concern)
    page.press("preview", text="Først").press("send")
    page.press("preview", text="Deretter").press("send")
    assert Message.objects.count() == 2


def test_to_a_minor_two_read_and_the_writer_cannot_be_both(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=inga)
    page = opened(visit, inga, concern)
    assert "a colleague reads this before it is sent" in page.main
    page = page.press("preview", text="Hei på deg").press("send")
    message = Message.objects.get()

    assert "A colleague must read this before it is sent." in page.main
    token = page.value("csrfmiddlewaretoken")
    own = page.visit.post(
        address(concern, f"les/{message.pk}"), {"go": "send", "csrfmiddlewaretoken": token}
    )
    assert "Another person than the writer" in own.main

    before = deeds(concern)
    asked = "Read what Inga has written, so that it can be sent"
    theirs = opened(visit, kari, concern)
    assert asked in theirs.main
    assert asked not in page.main
    theirs.press("send")
    theirs.press("send")
    message.refresh_from_db()
    assert (message.state, message.second_reader) == ("sent", kari)
    assert [verb for _, verb in only_new(concern, before)].count("message.sent") == 1


def test_a_stopped_message_says_so_and_an_unclear_button_does_nothing(intake, inga, kari, visit):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, "Uheldig", by=inga)
    page = opened(visit, kari, concern)
    token = page.value("csrfmiddlewaretoken")
    page.visit.post(address(concern, f"les/{message.pk}"), {"csrfmiddlewaretoken": token})
    message.refresh_from_db()
    assert message.state == "waiting"

    page = page.press("stop", why_stop="Skriv enklere")
    message.refresh_from_db()
    assert message.state == "stopped"
    assert "Stopped by a colleague" in page.main


def test_a_note_is_kept_once_and_shown_to_colleagues(intake, inga, kari, visit):
    concern = ConcernFactory()
    page = opened(visit, inga, concern)
    before = deeds(concern)
    for _ in range(2):
        page.fill(address(concern, "notat"), note="Ringte skolen")

    assert Message.objects.count() == 1
    assert [verb for _, verb in only_new(concern, before)].count("concern.noted") == 1
    assert "Ringte skolen" in opened(visit, kari, concern).main


@pytest.mark.parametrize(
    ("deed", "answers", "why"),
    [
        ("notat", {"note": " "}, "Write something here."),
        ("notat", {"note": "x" * 10_001}, "There is room for 10000 characters."),
        ("sorter", {"due_on": "i morgen", "theme": "hate"}, "Enter a valid date."),
        ("sorter", {"due_on": "2026-03-09", "theme": "beliefs"}, "Choose one of the answers."),
        ("tolk", {"language": "so", "needed_on": "2026-03-09"}, "This field is required."),
        (
            "tolk",
            {"language": "klingon", "needed_on": "x", "way": "phone", "time": "25:61"},
            "Enter a valid time.",
        ),
        ("avslutt", {}, "This field is required."),
        ("avslutt", {"reason": "boredom"}, "Choose one of the answers."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(intake, kari, visit, deed, answers, why):
    concern = ConcernFactory(held_by=kari)
    page = opened(visit, kari, concern)
    before = deeds(concern)
    form = page.form_to(address(concern, deed))
    body = {
        e.get("name"): e.get("value") or "" for e in form.iter("input") if e.get("type") == "hidden"
    } | answers

    told = page.visit.post(address(concern, deed), body)

    assert told.status == 200
    assert why in told.main
    assert only_new(concern, before) == [(f"user:{kari.pk}", "concern.read")]
    for name, answer in answers.items():
        if name in ("note", "due_on", "time"):
            assert answer.strip() in told.html


def test_closing_with_words_and_opening_again(intake, kari, reporter, visit):
    concern = ConcernFactory(held_by=kari)
    page = opened(visit, kari, concern)
    before = deeds(concern)
    for _ in range(2):
        page = opened(visit, kari, concern) if page is None else page
        preview = page.fill(
            address(concern, "avslutt"), reason="passed_on", words="Takk for hjelpen"
        )
        preview.press("send")

    assert [verb for _, verb in only_new(concern, before) if verb != "concern.read"] == [
        "message.sent",
        "concern.closed",
    ]
    assert again(concern).close_reason == "passed_on"
    box = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    assert "Takk for hjelpen" in box.main
    box.press("add", text="Det skjer igjen")
    assert again(concern).state == State.RECEIVED
    assert concern.short in visit(kari).get("/en/innboks/").main
    page = opened(visit, kari, concern).fill(address(concern, "ta"))
    page.fill(address(concern, "avslutt"), reason="helped").press("send")
    assert again(concern).state == State.CLOSED


def test_sorting_leaves_one_mark(intake, inga, visit):
    concern = ConcernFactory()
    page = opened(visit, inga, concern)
    before = deeds(concern)
    page.fill(address(concern, "sorter"), due_on="2026-05-01", theme="bullying", area="nesbyen")

    after = again(concern)
    assert (after.due_on, after.theme, after.area.slug) == (
        dt.date(2026, 5, 1),
        "bullying",
        "nesbyen",
    )
    assert only_new(concern, before)[0] == (f"user:{inga.pk}", "concern.sorted")


# --- Files -------------------------------------------------------------------------------------


def file_of(visit, user, concern):
    return visit(user).get(address(concern, f"fil/{concern.attachments.get().pk}"))


def test_a_picture_is_shown_as_a_clean_copy_that_can_do_nothing(intake, inga, visit):
    concern = ConcernFactory(files=[attached("../../Ola Nordmann.jpg", photograph(Kind.JPEG))])
    page = opened(visit, inga, concern)
    before = deeds(concern)
    got = file_of(visit, inga, concern)

    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["Content-Disposition"] == f'inline; filename="{concern.short}.jpg"'
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store, private"
    assert MARKER not in got.response.content
    assert only_new(concern, before) == [(f"user:{inga.pk}", "attachment.read")]
    assert "Ola Nordmann.jpg" in page.main


@pytest.mark.parametrize(
    ("name", "content", "kind", "ending"),
    [
        ("brev.pdf", document(loaded=True), "application/pdf", "pdf"),
        ("notat.txt", "<script>alert(1)</script> æøå".encode(), "text/plain; charset=utf-8", "txt"),
    ],
    ids=["PDF", "text"],
)
def test_documents_are_only_ever_downloads(intake, inga, visit, name, content, kind, ending):
    concern = ConcernFactory(files=[attached(name, content)])
    got = file_of(visit, inga, concern)

    assert got.headers["Content-Type"] == kind
    assert got.headers["Content-Disposition"] == f'attachment; filename="{concern.short}.{ending}"'
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert MARKER not in got.response.content


def picture_bomb():
    import io

    drawn = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (picture_bomb(), "stor.png", "The picture is too large to be shown safely."),
        (picture()[:60], "halv.png", "No safe copy of this file can be made."),
        (b"%PDF-1.7\nnot really", "falsk.pdf", "No safe copy of this file can be made."),
    ],
    ids=["picture bomb", "half a picture", "no PDF"],
)
def test_a_file_without_a_safe_copy_is_told_of_in_a_sentence(
    intake, inga, visit, content, name, why
):
    concern = ConcernFactory(files=[attached(name, content)])
    page = file_of(visit, inga, concern)

    assert page.path == address(concern)
    assert why in page.main


def test_a_file_that_is_gone_from_the_disk_is_told_of_in_a_sentence(intake, inga, visit, settings):
    concern = ConcernFactory(files=[attached()])
    for path in settings.SEALED_FILES.rglob("*"):
        if path.is_file():
            path.unlink()
    page = file_of(visit, inga, concern)
    assert "can’t be opened" in page.main
    assert page.status == 200


# --- The interpreter ---------------------------------------------------------------------------


def test_the_letter_to_the_interpreting_service_tells_nothing_of_the_matter(
    intake, inga, visit, settings
):
    settings.INTERPRETER_ADDRESS = "tolk@example.org"
    concern = ConcernFactory(seen="HEMMELIG", names="NAVN", where="STED", language="so")
    page = opened(visit, inga, concern)
    before = deeds(concern)
    for _ in range(2):
        told = page.fill(
            address(concern, "tolk"),
            language="ti",
            way="room",
            needed_on="2026-05-04",
            time="10:30",
        )

    assert "The order goes to the interpreting service by e-mail: tolk@example.org." in told.main
    order = InterpreterOrder.objects.get()
    letter = DBTaskResult.objects.get().args_kwargs["kwargs"]
    assert letter["to"] == "tolk@example.org"
    assert order.pk.hex[:6].upper() in letter["body"]
    whole = str(letter)
    for secret in (
        "HEMMELIG",
        "NAVN",
        "STED",
        concern.short,
        str(concern.pk),
        "Inga",
        "Småvik",
        "somali",
    ):
        assert secret not in whole
    assert "tigrinja" in whole.lower() or "tigrinya" in whole.lower()
    assert [verb for _, verb in only_new(concern, before)].count("interpreter.ordered") == 1


def test_without_an_address_the_reader_is_told_to_call(intake, inga, visit, settings):
    settings.INTERPRETER_ADDRESS = ""
    concern = ConcernFactory()
    page = opened(visit, inga, concern)
    told = page.fill(address(concern, "tolk"), language="ti", way="phone", needed_on="2026-05-04")

    assert "nothing is ordered yet. Call the interpreting service." in told.main
    assert not DBTaskResult.objects.exists()
    assert "Tigrinya" in told.main


def test_an_order_stands_with_its_way_and_its_time(intake, inga, visit):
    page = opened(visit, inga, ConcernFactory())
    ordered = {"language": "ti", "way": "screen", "needed_on": "2026-05-04", "time": "14:30"}
    to = page.path + "tolk/"
    told = page.fill(to, **ordered)
    assert "Tigrinya · On a screen · Monday May 4, 2026 at 14:30" in told.main


def test_what_is_finished_asks_for_no_next_step_and_orders_no_interpreter(intake, kari, visit):
    page = opened(visit, kari, ConcernFactory(closed_by=kari))
    for deed in ("sorter", "tolk"):
        assert f"/{deed}/" not in page.html
    assert "Keep the note" in page.main


# --- Written down for somebody -----------------------------------------------------------------


def registered(page, **answers):
    wishes = {"channel": "phone", "language": "pl", "seen": "Hun ringte om bråk"} | answers
    return page.fill("/en/registrer/", **wishes)


def test_what_somebody_told_by_phone_is_registered_and_the_receipt_opens_it(
    intake, stian, inga, reporter, visit
):
    receipt = registered(
        visit(stian).get("/en/registrer/"), danger="unsure", names="Ola", area="torget"
    )
    assert "/en/mandag/" in receipt.links(), "the colleague's own menu stays"
    assert "Leave this page fast" not in receipt.text
    assert "give this to the one who told" in receipt.heading

    concern = Concern.objects.get()
    assert deeds(concern) == [(f"user:{stian.pk}", "concern.registered")]
    assert (concern.channel, concern.area.slug) == ("phone", "torget")
    assert "/en/registrer/" in receipt.links()
    box = reporter.get("/en/kvittering/").press("open", code=digits_of(receipt))
    assert "Nobody has taken it on yet." in box.main
    page = opened(visit, inga, concern)
    assert "Hun ringte om bråk" in page.main
    assert "Polish" in page.main
    with_key = records.data_key_for(concern.pk, inga)
    assert conversation.open_names(concern, with_key) == "Ola"


def test_who_registers_cannot_read_it_afterwards(intake, stian, visit):
    registered(visit(stian).get("/en/registrer/"))
    assert visit(stian).get(address(Concern.objects.get())).status == 403


def test_registered_twice_is_kept_once(intake, stian, visit):
    page = visit(stian).get("/en/registrer/")
    assert digits_of(registered(page)) == digits_of(registered(page))
    assert Concern.objects.count() == 1


def test_what_is_missing_is_asked_for_and_the_rest_stays(intake, stian, visit):
    page = registered(
        visit(stian).get("/en/registrer/"), seen="", channel=None, worry="Blir stående"
    )

    assert "Write a few words about what they saw or heard." in page.main
    assert "This field is required." in page.main
    assert page.alerts()[0].startswith("Something is missing or wrong")
    assert page.value("worry") == "Blir stående"
    assert page.value("language") == "pl"
    assert not Concern.objects.exists()


def test_files_of_a_registered_concern_can_be_added_removed_and_refused(intake, stian, visit):
    page = visit(stian).get("/en/registrer/")
    files = [File("a.png", picture(), "image/png"), File("b.zip", b"PK\x03\x04", "application/zip")]
    page = page.fill("/en/registrer/", files=files, channel="meeting", seen="Sagt i møtet")
    assert "b.zip: Packed files" in page.main
    assert "a.png" in page.main

    drop = next(
        e.get("value")
        for e in page.root.iter("button")
        if (e.get("value") or "").startswith("drop:")
    )
    page = page.press(drop)
    assert not Concern.objects.exists(), "removing a file registers nothing"
    assert "a.png" not in page.main
    assert page.value("seen") == "Sagt i møtet"


def test_where_nobody_reads_yet_staff_are_told_and_the_text_stays(city, stian, visit):
    page = registered(visit(stian).get("/en/registrer/"))
    assert "No team receives concerns yet." in page.main
    assert page.value("seen") == "Hun ringte om bråk"


# --- After log-out -----------------------------------------------------------------------------


def test_what_was_written_while_logged_out_is_shown_and_the_way_back_leads_to_the_page(
    intake, inga, visit
):
    concern = ConcernFactory(held_by=inga)
    page = opened(visit, inga, concern)
    Session.objects.all().delete()

    page.visit.extra["HTTP_REFERER"] = f"http://testserver{address(concern)}"
    told = page.fill(address(concern, "notat"), text="Et langt notat om\x00 det som skjedde")

    assert told.status == 401
    assert told.heading == "You were logged out"
    assert "Et langt notat om det som skjedde" in told.main
    assert f"/en/logg-inn/?next={address(concern)}" in told.links()
    assert not Message.objects.exists()
    assert page.value("csrfmiddlewaretoken") not in told.html


def test_a_button_pressed_while_logged_out_leads_to_the_door_and_back_to_the_page(
    intake, inga, visit
):
    concern = ConcernFactory()
    page = opened(visit, inga, concern)
    Session.objects.all().delete()
    page.visit.extra["HTTP_REFERER"] = f"http://testserver{address(concern)}"

    door = page.fill(address(concern, "ta"))

    assert door.path == f"/en/logg-inn/?next={address(concern)}"
    assert again(concern).state == State.RECEIVED


def test_what_was_written_before_logging_in_anew_is_shown_as_well(intake, inga, visit, sign_in):
    """Logging in again, in another window, makes the token against forgery a new one."""
    concern = ConcernFactory(held_by=inga)
    page = opened(visit, inga, concern)
    del page.visit.client.cookies["csrftoken"]

    told = page.press("preview", text="Hei, og takk for at du skrev til oss")

    assert told.status == 403
    assert told.heading == "The page had become too old"
    assert "Hei, og takk for at du skrev til oss" in told.main


def test_passwords_and_codes_are_never_shown_again(intake, browse):
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post(
        "/en/logg-inn/",
        {
            "login": "inga@lagenvik.example",
            "password": "min hemmelige setning om fjorden",
            "code": "123 456",
        },
    )
    assert page.status_code == 403
    assert b"hemmelige" not in page.content
    assert b"123 456" not in page.content
    assert b"inga@" not in page.content


def test_registering_while_logged_out_shows_every_text(intake, stian, visit):
    page = visit(stian).get("/en/registrer/")
    Session.objects.all().delete()
    told = registered(page, worry="Er redd for at det blir verre", where="Ved kaia i byen")
    for text in ("Hun ringte om bråk", "Er redd for at det blir verre", "Ved kaia i byen"):
        assert text in told.main
    assert not Concern.objects.exists()


# --- Letters -----------------------------------------------------------------------------------


def test_no_letter_and_no_flash_holds_what_was_told(intake, kari, inga, visit, settings):
    settings.INTERPRETER_ADDRESS = "tolk@example.org"
    concern = ConcernFactory(young=True, seen="HEMMELIG", names="NAVN")
    page = opened(visit, kari, concern).fill(address(concern, "ta"))
    page = page.press("preview", text="SPØRSMÅL").press("send")
    page = page.fill(address(concern, "tolk"), language="so", way="phone", needed_on="2026-05-04")
    add(concern, "SVAR")
    page.fill(address(concern, "avslutt"), reason="helped", words="SLUTT")
    page.fill(address(concern, "notat"), text="NOTAT")

    from kominn.concerns.jobs import announce

    announce(at=timezone.now())
    letters = str(list(DBTaskResult.objects.values())) + str(mail.outbox)
    sessions = in_sessions()
    assert "_auth_user_id" in sessions
    for secret in (
        "HEMMELIG",
        "NAVN",
        "SPØRSMÅL",
        "SVAR",
        "SLUTT",
        "NOTAT",
        str(concern.pk),
        concern.short,
    ):
        assert secret not in letters
        assert secret not in sessions


def test_what_is_taken_back_while_it_is_being_read_is_simply_gone(intake, inga, visit, monkeypatch):
    from kominn.concerns.views import desk

    concern = ConcernFactory()
    found = mailbox.find(concern.receipt)
    browser = visit(inga)
    look = desk.visible

    def look_and_lose(user, pk):
        seen = look(user, pk)
        mailbox.withdraw(found, at=timezone.now())
        return seen

    token = browser.get("/en/registrer/").value("csrfmiddlewaretoken")
    monkeypatch.setattr(desk, "visible", look_and_lose)
    filled = {"text": "x", "why": "x", "token": str(uuid.uuid4()), "csrfmiddlewaretoken": token}
    for deed in ("notat", "navn", "ta"):
        assert browser.post(address(concern, deed), filled).status == 404
    assert browser.get(address(concern)).status == 404
    assert deeds(concern) == []
