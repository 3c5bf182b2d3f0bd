"""One real browser while these tests run, the ways people look at a page, and an ear at its side.

No page may ask another site for anything, break the content security policy or complain in the
console: every page a test opens is listened to, and the test fails if one did.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.test.signals import template_rendered
from playwright.sync_api import sync_playwright

from kominn.concerns import pacing
from kominn.core import languages
from tests.factories.accounts import PASSWORD, code, sign_in
from tests.factories.law import approve

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "small": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    # A window of 1280 x 1024 enlarged four times.
    "enlarged": {"viewport": {"width": 320, "height": 256}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "forced colours": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
}

LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`the policy forbids ${event.blockedURI} as ${event.effectiveDirective}`));"""


@pytest.fixture(scope="package")
def browser():
    """Playwright's loop stays in this thread, where Django must be told that we know."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = os.environ.get("KOMINN_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(autouse=True)
def _nothing_paced(settings, tmp_path):
    settings.SEALED_FILES = tmp_path / "sealed"
    _forget()
    yield
    _forget()


def _forget() -> None:
    cache.clear()
    languages.open_to_reporters.cache_clear()
    for pace in (pacing.reports_by_place, pacing.reports_by_site, pacing.wrong_codes):
        pace.buckets.clear()


@pytest.fixture
def lagenvik(db):
    """The invented town as it is loaded before anyone works there."""
    from kominn.config import profiles
    from kominn.portrait.models import City

    profiles.load("lagenvik")
    approve()
    return City.objects.current()


@pytest.fixture
def mottak(lagenvik, intake_team):
    """Lågenvik with its intake: Inga and Kari read."""
    return intake_team


@pytest.fixture
def crowd(db):
    """`crowd(pacing.reports_by_site, 1200)`: as many reports came already as may in an hour.

    The next one waits 3600 seconds divided by that number.
    """
    before = []

    def come(pace, per_hour):
        before.append((pace, pace.per_hour))
        pace.per_hour = per_hour
        pace.buckets.clear()
        now = time.time()
        for place in (pacing.SITE, pacing.places.place("127.0.0.1", now=now)):
            for _ in range(per_hour):
                pace.take(place, now=now)

    yield come
    for pace, per_hour in before:
        pace.per_hour = per_hour


# --- Listening --------------------------------------------------------------------------------


NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


@dataclass
class Ear:
    """What the pages of one test complained of, and whom they asked."""

    home: str
    elsewhere_too: set[str] = field(default_factory=set)
    complaints: list[tuple[str, str]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def listen(self, context) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(("", str(error.error))))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, said) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append((said.location["url"], said.text))

    def _request(self, request) -> None:
        address = urlsplit(request.url)
        ours = urlsplit(self.home).netloc
        if address.scheme not in ("data", "blob") and address.netloc not in (
            ours, *self.elsewhere_too
        ):  # fmt: skip
            self.foreign.append(request.url)

    def _response(self, response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self.refused.add(response.url)

    def heard(self) -> list[tuple[str, str]]:
        """All but the browser's own word that a page it was to open is not there, or that a test
        took the network away."""
        return [
            (url, text)
            for url, text in self.complaints
            if not (url in self.refused and text.startswith("Failed to load resource"))
            and NO_NETWORK not in text
        ] + [(url, "asked another site") for url in self.foreign]


@pytest.fixture
def ear(live_server):
    ear = Ear(live_server.url)
    yield ear
    assert ear.heard() == []


@pytest.fixture
def visit(browser, live_server, ear):
    """`visit("phone")`: someone's own browser window, with no past; addresses begin at our root."""
    contexts = []

    def open_window(look="wide", *, scripts=True, **options):
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=scripts,
            **(LOOKS[look] | {"locale": "nb-NO", "reduced_motion": "reduce"} | options),
        )
        contexts.append(context)
        context.add_init_script(LISTEN)
        ear.listen(context)
        context.set_default_timeout(30_000)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


# --- Looking with axe ---------------------------------------------------------------------------


@pytest.fixture
def met():
    """The templates rendered while somebody walks."""
    names: set[str] = set()

    def note(*, template, **_) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture
def begin(visit, met):
    """`begin("report")`: a walk that must meet every page it answers for, and find each good."""
    from tests.browser.walks import Walk, pages_of

    begun: list[tuple[str, Walk]] = []

    def begin_walk(name: str, look="wide", **options) -> Walk:
        begun.append((name, Walk(visit(look, **options))))
        return begun[-1][1]

    yield begin_walk
    wrong = [fault for _, walk in begun for fault in walk.wrong]
    assert not wrong, "\n".join(map(str, wrong))
    for name in filter(None, (name for name, _ in begun)):
        assert pages_of(name) - met == set(), "these were never met"


# --- Walking ----------------------------------------------------------------------------------


def press(page, go: str) -> None:
    """The button a person sees, not the hidden one that Enter presses; then the next page."""
    click(page, f'button[name=go][value="{go}"]:not([tabindex])')


def click(page, what: str) -> None:
    with page.expect_navigation():
        page.click(what)


def log_in(page, user, *, ahead=0) -> None:
    """Password and code, on the pages where a person gives them."""
    page.goto("/logg-inn/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form:not([data-passkey]) button[type=submit]")
    page.fill("input[name=code]", code(ahead=ahead))
    page.click("form:not([data-passkey]) button[type=submit]")
    page.wait_for_url(re.compile("/mandag/$"))


def enter_as(page, user) -> None:
    """Someone who logged in a moment ago, for tests that are not about logging in."""
    client = sign_in(Client(), user)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )


ANSWERS = {
    "danger": "no",
    "role": "resident",
    "about": "place",
    "seen": "Det henger noen ved brygga hver kveld.",
    "reply": "anonymous",
}


def answer(page, **answers: str) -> None:
    """Answer what stands on this page."""
    for name, value in answers.items():
        if page.locator(f"textarea[name={name}], input[name={name}]:not([type=radio])").count():
            page.fill(f"textarea[name={name}], input[name={name}]:not([type=radio])", value)
        elif page.locator(f"select[name={name}]").count():
            page.select_option(f"select[name={name}]", value)
        elif page.locator(f'input[name={name}][value="{value}"]').count():
            page.check(f'input[name={name}][value="{value}"]')


def asks(page, name: str) -> bool:
    return page.locator(f"[name={name}]").count() > 0


def go_on_until(page, name: str, **answers: str) -> None:
    """Through the form, answering on the way, until this is asked; "" is the last page."""
    for _ in range(15):
        if asks(page, name) if name else not asks(page, "step"):
            return
        answer(page, **(ANSWERS | answers))
        press(page, "next")
    raise AssertionError(f"{name} is never asked; the last page is {page.title()!r}")


def tell(page, address="/meld/", **answers: str) -> str:
    """A whole report; answers the digits of its receipt."""
    page.goto(address)
    go_on_until(page, "", **answers)
    press(page, "send")
    return digits(page)


def nonsense() -> dict:
    """A file nobody should send, as a browser sends it."""
    return {"name": "liste.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04 and so on"}


def digits(page) -> str:
    return "".join(c for c in page.inner_text(".receipt-digits") if c.isdecimal())


def open_mailbox(page, receipt: str, address="/kvittering/") -> None:
    page.goto(address)
    page.fill("input[name=code]", receipt)
    press(page, "open")


def fits(page) -> bool:
    """Nothing makes the page wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
