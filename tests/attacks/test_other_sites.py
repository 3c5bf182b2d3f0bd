"""Another site makes a visitor's browser send things here, or lends itself our name."""

from __future__ import annotations

import html5lib
import pytest

from kominn.concerns.models import Concern
from tests.concerns.pages import digits_of, send, to_review
from tests.factories.concerns import ConcernFactory, add

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://evil.testserver"},
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "null"},
]
HERE = [
    {},
    {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"},
    {"HTTP_SEC_FETCH_SITE": "none"},
    {"HTTP_ORIGIN": "http://testserver"},
]


# --- A report begun by an attacker, told by a victim -------------------------------------------


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_state_sent_from_elsewhere_is_not_the_visitors(intake, reporter, headers):
    """Whoever knows the state a report began with could have its receipt made once more."""
    attackers = reporter.get("/meld/").value("state")

    victims = reporter.post(
        "/meld/", {"state": attackers, "step": "start", "go": "next"}, **headers
    )
    told = digits_of(send(victims, seen="Det er meg det gjelder."))
    again = send(reporter.post("/meld/", {"state": attackers, "step": "start", "go": "next"}))

    assert digits_of(again) != told
    assert Concern.objects.count() == 2


@pytest.mark.parametrize("headers", HERE)
def test_what_our_own_pages_send_is_taken(intake, reporter, headers):
    """Old browsers say nothing of where a post comes from."""
    reporter.extra = headers

    assert len(digits_of(send(reporter.get("/meld/")))) == 34
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("headers", ELSEWHERE[::2])
def test_another_site_cannot_send_a_report_in_a_visitors_name(intake, reporter, headers):
    review = to_review(reporter.get("/meld/"))
    state = review.value("state")

    reporter.post("/meld/", {"state": state, "go": "send"}, **headers)

    assert not Concern.objects.exists()


# --- A mailbox of the attacker's, written in by a victim ---------------------------------------


@pytest.mark.parametrize("headers", ELSEWHERE[::2])
def test_another_site_cannot_open_its_own_mailbox_in_a_visitors_browser(intake, reporter, headers):
    concern = ConcernFactory()

    page = reporter.post("/kvittering/", {"code": concern.receipt.digits}, **headers)

    assert not page.asks("text")
    assert page.asks("code")


@pytest.mark.parametrize("headers", ELSEWHERE[::2])
@pytest.mark.parametrize("go", ["add", "withdraw-now"])
def test_another_site_can_neither_add_nor_take_back(intake, reporter, headers, go):
    concern = ConcernFactory()
    add(concern, "Sagt av den det gjelder.")
    opened = reporter.post("/kvittering/", {"code": concern.receipt.digits})

    reporter.post(
        "/kvittering/", {"state": opened.value("state"), "go": go, "text": "Falskt"}, **headers
    )

    assert Concern.objects.get().messages.count() == 1


@pytest.mark.parametrize("headers", ELSEWHERE[::2])
def test_another_site_cannot_have_a_receipt_shown(intake, reporter, headers):
    state = send(reporter.get("/meld/")).value("state")

    page = reporter.post("/meld/kvittering/", {"state": state, "go": "check"}, **headers)

    assert page.asks("code")


# --- Our name on another's address -------------------------------------------------------------


@pytest.mark.parametrize("path", ["/en//evil.example/", "/nn///evil.example/", "//evil.example/"])
def test_no_page_of_ours_leads_where_its_address_says(city, browse, path):
    """The way to the page in another language is made of the address one came by."""
    page = browse.get(path)

    for link in html5lib.parse(page.content.decode(), namespaceHTMLElements=False).iter("a"):
        assert not link.get("href", "").startswith("//")
