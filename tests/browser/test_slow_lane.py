"""While many reports come in: the browser solves a puzzle and sends; without scripts one waits."""

from __future__ import annotations

import pytest

from kominn.concerns import pacing
from kominn.concerns.models import Concern
from tests.browser.conftest import asks, digits, go_on_until, press, tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FULL_HOUR = 1200  # the next one waits three seconds
NEVER = 1  # the next one waits an hour, cut to ten minutes


def almost_sent(page) -> None:
    page.goto("/meld/")
    go_on_until(page, "")


def test_the_browser_solves_the_puzzle_and_sends_by_itself(visit, mottak, crowd):
    page = visit("phone")
    almost_sent(page)
    crowd(pacing.reports_by_site, NEVER)
    press(page, "send")
    page.wait_for_selector(".receipt", timeout=60_000)
    assert len(digits(page)) == 34
    assert Concern.objects.count() == 1


def test_the_puzzle_is_loaded_only_then(visit, mottak, crowd):
    page = visit("phone")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    tell(page)
    assert not any("wait.js" in url for url in loaded)
    almost_sent(page)
    crowd(pacing.reports_by_place, NEVER)
    press(page, "send")
    page.wait_for_selector(".receipt", timeout=60_000)
    assert any("wait.js" in url for url in loaded)


def test_without_javascript_one_waits_and_presses_the_button(visit, mottak, crowd):
    page = visit("phone", scripts=False)
    almost_sent(page)
    crowd(pacing.reports_by_site, FULL_HOUR)
    press(page, "send")
    assert asks(page, "proof")
    press(page, "send")  # too early: the same page, and one's place is kept
    assert asks(page, "proof")
    assert Concern.objects.count() == 0
    page.wait_for_timeout(3_000)
    press(page, "send")
    assert len(digits(page)) == 34
    assert Concern.objects.count() == 1


def test_the_right_code_opens_after_many_wrong_ones(visit, mottak, crowd):
    page = visit("phone")
    receipt = tell(page)
    crowd(pacing.wrong_codes, NEVER)
    page.goto("/kvittering/")
    page.fill("input[name=code]", receipt)
    press(page, "open")
    page.wait_for_selector("#talk", timeout=60_000)


def test_the_right_code_opens_without_javascript_too(visit, mottak, crowd):
    page = visit("phone", scripts=False)
    receipt = tell(page)
    crowd(pacing.wrong_codes, FULL_HOUR)
    page.goto("/kvittering/")
    page.fill("input[name=code]", receipt)
    press(page, "open")
    assert asks(page, "turn")
    page.wait_for_timeout(3_000)
    press(page, "open")
    assert page.locator("#talk").count() == 1
