"""Much of everything: what one sender can make the city keep, and make others wait for."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kominn.audit.models import ReporterEvent
from kominn.concerns import pacing
from kominn.concerns.actions import mailbox
from kominn.concerns.models import Concern, Message
from kominn.concerns.views import mailbox as mailbox_view
from kominn.vault import files, uploads
from tests.concerns.test_pace import is_receipt, send_again, solved, tell, wait_on
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, again, picture

pytestmark = pytest.mark.django_db
STATE = re.compile(r'name="state" value="([^"]+)"')
TEXT = re.compile(r'name="text" value="([^"]+)"')
TURN = re.compile(r'name="turn" value="([^"]+)"')
ADDRESS = "192.0.2.10"


@pytest.fixture
def few(monkeypatch):
    """Two an hour from one place; the next is asked to wait."""
    monkeypatch.setattr(pacing.reports_by_place, "per_hour", 2)


@pytest.fixture(autouse=True)
def _no_file_counted_yet():
    uploads.bytes_from_place.buckets.clear()
    uploads.bytes_in_all.buckets.clear()


def opened(concern):
    client = Client(REMOTE_ADDR=ADDRESS)
    page = client.post("/en/kvittering/", {"code": concern.receipt.digits}).content.decode()
    return client, STATE.search(page)[1]


def say(client, state, words):
    posted = {"state": state, "go": "add", "text": words}
    return client.post("/en/kvittering/", posted).content.decode()


# --- Words added without end to one's own report -----------------------------------------------


def test_who_writes_more_and_more_is_slowed_and_loses_nothing(intake, few):
    client, state = opened(ConcernFactory())
    for number in range(2):
        assert "Your message is sent." in say(client, state, f"Mer {number}")

    page = say(client, state, "Det siste jeg vil si.")

    assert Message.objects.count() == ReporterEvent.objects.count() - 1 == 2
    seconds, puzzle = wait_on(page)
    assert 0 < seconds <= pacing.MOST_WAIT_TO_SEND
    posted = {"turn": TURN.search(page)[1], "proof": solved(puzzle)}
    assert "Your message is sent." in client.post("/en/kvittering/", posted).content.decode()
    assert Message.objects.count() == 3


def test_one_turn_says_one_thing_however_often_it_is_used(intake, few):
    client, state = opened(ConcernFactory())
    for number in range(3):
        page = say(client, state, f"Mer {number}")
    posted = {"turn": TURN.search(page)[1], "proof": solved(wait_on(page)[1])}

    for _ in range(5):
        client.post("/en/kvittering/", posted)

    assert Message.objects.count() == 3


def test_what_waited_for_a_report_that_was_erased_meanwhile_is_shown_again(intake, few):
    concern = ConcernFactory()
    client, state = opened(concern)
    for number in range(3):
        page = say(client, state, f"Ord som ventet {number}")
    mailbox.withdraw(mailbox.find(again(concern).receipt), at=TUESDAY + DAY)

    posted = {"turn": TURN.search(page)[1], "proof": solved(wait_on(page)[1])}
    page = client.post("/en/kvittering/", posted).content.decode()

    assert "This report is no longer here." in page
    assert "Ord som ventet 2" in page


def test_what_waited_too_long_is_shown_again(intake, few, monkeypatch):
    client, state = opened(ConcernFactory())
    for number in range(3):
        page = say(client, state, f"Ord som ventet {number}")
    monkeypatch.setattr(mailbox_view, "OPEN_FOR", dt.timedelta(0))
    posted = {"turn": TURN.search(page)[1], "text": TEXT.search(page)[1]}

    assert "Ord som ventet 2" in client.post("/en/kvittering/", posted).content.decode()


# --- One turn used for report after report -----------------------------------------------------


def test_a_turn_waited_for_once_does_not_let_one_send_without_end(intake, few):
    """Sent again with other words, a form adds to what it told: that has its pace as well."""
    client = Client(REMOTE_ADDR=ADDRESS)
    for number in range(3):
        page = tell(client, f"Melding {number}")
    proof = solved(wait_on(page)[1])
    before = Concern.objects.count()

    answers = [
        send_again(client, page, proof=proof, step="seen", seen=f"Nytt {number}")
        for number in range(10)
    ]

    assert Concern.objects.count() == before + 1
    assert is_receipt(answers[0])
    assert is_receipt(answers[1])
    assert Message.objects.count() < 5
    assert wait_on(answers[-1])[0] > 0


# --- Files sent in without end, most of them for no report -------------------------------------


def attach(address, name="bilde.png"):
    """A file chosen on the whole page: kept for a day, whether a report follows or not."""
    client = Client(REMOTE_ADDR=address)
    state = STATE.search(client.get("/en/meld/").content.decode())[1]
    file = SimpleUploadedFile(name, picture())
    posted = {"state": state, "step": "names", "go": "keep", "whole": "1", "files": file}
    return client, client.post("/en/meld/", posted | {"seen": "Noe er galt."}).content.decode()


def waiting():
    return sum(1 for path in files.incoming().iterdir() if path.is_file())


def test_one_place_does_not_fill_the_disk_and_its_reports_still_come_in(intake, monkeypatch):
    monkeypatch.setattr(uploads.bytes_from_place, "per_hour", 2 * len(picture()))
    for _ in range(10):
        client, page = attach(ADDRESS)

    assert waiting() <= 3
    assert "bilde.png: Files can’t be received right now." in page
    sent = client.post("/en/meld/", {"state": STATE.search(page)[1], "go": "send"})
    assert is_receipt(sent.content.decode())


def test_another_place_can_still_send_files(intake, monkeypatch):
    monkeypatch.setattr(uploads.bytes_from_place, "per_hour", len(picture()))
    for _ in range(5):
        attach(ADDRESS)
    before = waiting()

    attach("198.51.100.7")

    assert waiting() == before + 1


def test_many_places_together_are_slowed_too(intake, monkeypatch):
    monkeypatch.setattr(uploads.bytes_in_all, "per_hour", 2 * len(picture()))
    for number in range(10):
        attach(f"203.0.{number}.1")

    assert waiting() <= 3
