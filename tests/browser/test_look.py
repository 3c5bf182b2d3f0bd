"""Every component and the open pages in a real browser: axe, dark, narrow, from right to left."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LOOKS
from tests.portal.test_front import city  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def looked_at(browser, address):
    """What is wrong with a page in each way of looking at it."""
    return [
        (way, *fault)
        for way, options in LOOKS.items()
        for fault in looked_at_once(browser.new_page(**options), address)
    ]


def looked_at_once(page, address):
    wrong = []
    page.on("console", lambda said: wrong.append((said.text,)))
    page.goto(address)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(("wider than the window",))
    for rule in Axe().run(page, options=RULES).response["violations"]:
        wrong.append((rule["id"], [node["target"] for node in rule["nodes"]]))
    page.close()
    return wrong


@pytest.mark.urls("tests.core.urls")
@pytest.mark.parametrize("language", ["", "/ar"])
def test_every_component_holds_in_every_way_of_looking(
    browser, live_server, language, all_languages
):
    assert looked_at(browser, f"{live_server.url}{language}/dev/komponenter/") == []


@pytest.mark.urls("tests.core.urls")
@pytest.mark.parametrize("wall", ["open", "table", "sealed"])
def test_every_wall_holds_in_every_way_of_looking(browser, live_server, wall):
    assert looked_at(browser, f"{live_server.url}/vegg/{wall}/Mottaket,Ingrid/") == []


@pytest.mark.parametrize("address", ["/", "/personvern/", "/tilgjengelighet/", "/nei/"])
def test_the_open_pages_hold_in_every_way_of_looking(browser, live_server, city, address):  # noqa: F811
    wrong = looked_at(browser, live_server.url + address)
    assert [fault for fault in wrong if "404 (Not Found)" not in fault[1]] == []


def test_the_keyboard_skips_to_the_content_first(browser, live_server, city):  # noqa: F811
    page = browser.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_is_chosen_without_a_script(browser, live_server, city):  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.click(".languages summary")
    page.click("text=English")
    assert page.url.endswith("/en/")
    assert page.get_attribute("html", "lang") == "en"
