"""What the form does for a careful or hurried reporter: keys, the way out, the draft, the receipt."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import (
    answer,
    click,
    digits,
    fits,
    go_on_until,
    press,
    tell,
)
from tests.factories.concerns import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEN = "Naboen roper hele natten."
DAY = 24 * 60 * 60 * 1000
DRAFT = "kominn-draft"
ELSEWHERE = "www.yr.no"


# --- The keyboard alone -----------------------------------------------------------------------


def test_a_whole_report_needs_no_mouse(visit, mottak):
    page = visit("wide")
    page.goto("/meld/")
    by_keys = Keys(page)
    by_keys.choose("danger", "no")
    by_keys.go_on()
    by_keys.choose("role", "volunteer")
    by_keys.go_on()
    by_keys.choose("about", "group")
    by_keys.go_on()
    by_keys.to("select[name=area]")
    page.keyboard.press("ArrowDown")
    by_keys.to("input[name=where]")
    page.keyboard.type("Ved brygga")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # goes on, as the button does
    by_keys.to("textarea[name=seen]")
    page.keyboard.type(SEEN)
    for _ in range(4):
        by_keys.go_on()
    by_keys.choose("reply", "anonymous")
    by_keys.go_on()
    assert SEEN in page.inner_text("main")
    by_keys.go_on("send")
    assert len(digits(page)) == 34
    by_keys.to("input[name=typed]")
    page.keyboard.type(digits(page)[-6:])
    by_keys.go_on("check")
    assert page.locator(".ds-alert[data-color=success]").count() == 1


class Keys:
    """Moves by Tab only; whatever is passed on the way must show that it has the focus."""

    def __init__(self, page):
        self.page = page

    def to(self, what: str) -> None:
        for _ in range(60):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(SHOWS_FOCUS), self.page.evaluate(FOCUSED)
            if self.page.evaluate("(what) => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"Tab never comes to {what} on {self.page.title()!r}")

    def choose(self, name: str, value: str) -> None:
        self.to(f"input[name={name}]")
        self.page.keyboard.press("Space")
        for _ in range(10):
            if self.page.is_checked(f"input[name={name}][value={value}]"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never come to {value}")

    def go_on(self, go: str = "next") -> None:
        self.to(f"button[name=go][value={go}]:not([tabindex])")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


FOCUSED = "document.activeElement.outerHTML.slice(0, 200)"
# An outline or a ring of at least two pixels, inside the window and under nothing.
SHOWS_FOCUS = """() => {
  const e = document.activeElement;
  if (e === document.body) return true;
  const style = getComputedStyle(e);
  const drawn = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== "none";
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(
    Math.max(0, Math.min(innerWidth - 1, (box.left + box.right) / 2)),
    Math.max(0, Math.min(innerHeight - 1, (box.top + box.bottom) / 2)));
  return drawn && box.bottom > 0 && box.top < innerHeight
    && (e.contains(top) || top?.contains(e) || top?.control === e);
}"""


@pytest.mark.parametrize("look", ["wide", "enlarged"])
def test_the_first_tab_skips_to_the_content(visit, mottak, look):
    page = visit(look)
    page.goto("/meld/")
    page.keyboard.press("Tab")
    assert page.evaluate(SHOWS_FOCUS), page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# --- The way out ------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(visit, ear):
    """A page of the weather, which the real one stands behind."""
    ear.elsewhere_too.add(ELSEWHERE)

    def open_window(look="phone", **options):
        page = visit(look, **options)
        page.context.route(
            f"https://{ELSEWHERE}/**",
            lambda route: route.fulfill(body="<title>Været</title>", content_type="text/html"),
        )
        return page

    return open_window


def leave_by_click(page) -> None:
    click(page, "[data-quick-exit]")


def leave_by_keys(page) -> None:
    with page.expect_navigation():
        for _ in range(3):
            page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [leave_by_click, leave_by_keys])
def test_one_is_gone_at_once_and_nothing_is_left_behind(elsewhere, mottak, leave):
    page = elsewhere()
    page.goto("/meld/")
    go_on_until(page, "seen")
    answer(page, seen=SEEN)
    press(page, "keep")
    assert kept(page)
    leave(page)
    assert page.url.startswith(f"https://{ELSEWHERE}/")
    page.goto("/meld/")
    assert kept(page) is None
    assert not page.is_visible("[data-resume]")
    assert SEEN not in page.content()


def test_the_page_left_in_haste_is_not_the_one_before(elsewhere, mottak):
    """Back from the weather must not lead to what was just written."""
    page = elsewhere()
    page.goto("/meld/")
    go_on_until(page, "seen")
    answer(page, seen=SEEN)
    leave_by_click(page)
    page.go_back()
    assert SEEN not in page.content()


def test_two_escapes_are_no_hurry(elsewhere, mottak):
    page = elsewhere()
    page.goto("/meld/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1600)
    page.keyboard.press("Escape")
    assert page.url.endswith("/meld/")


def test_the_way_out_needs_no_javascript(elsewhere, mottak):
    page = elsewhere(scripts=False)
    page.goto("/meld/")
    leave_by_click(page)
    assert page.url.startswith(f"https://{ELSEWHERE}/")


# --- The draft --------------------------------------------------------------------------------


def kept(page) -> dict | None:
    text = page.evaluate(f"localStorage.getItem('{DRAFT}')")
    return json.loads(text) if text else None


def everything_stored(page) -> str:
    return page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )


def write_and_keep(page) -> None:
    page.goto("/meld/")
    go_on_until(page, "seen")
    answer(page, seen=SEEN)
    press(page, "keep")


def test_nothing_is_kept_unless_asked_for(visit, mottak):
    page = visit("phone")
    tell(page, seen=SEEN)
    assert everything_stored(page) == '[{},{},""]'
    assert page.context.cookies() == []


def test_a_draft_is_locked_and_opens_where_it_was_left(visit, mottak):
    page = visit("phone")
    write_and_keep(page)
    assert kept(page)
    for word in SEEN.split():
        assert word not in everything_stored(page)

    page.goto("/meld/")
    assert page.is_visible("[data-resume]")
    click(page, "[data-resume] button[name=resume]")
    go_on_until(page, "seen")
    assert page.input_value("textarea[name=seen]") == SEEN


def test_a_draft_once_asked_for_follows_what_is_written_next(visit, mottak):
    page = visit("phone")
    write_and_keep(page)
    press(page, "next")
    answer(page, worry="At noen blir slått.")
    press(page, "next")
    page.goto("/meld/")
    click(page, "[data-resume] button[name=resume]")
    go_on_until(page, "worry")
    assert page.input_value("textarea[name=worry]") == "At noen blir slått."


def test_a_draft_is_gone_after_a_day(visit, mottak):
    page = visit("phone")
    write_and_keep(page)
    age(page, DAY - 60_000)
    page.goto("/meld/")
    assert page.is_visible("[data-resume]")
    age(page, 120_000)
    page.goto("/meld/")
    assert not page.is_visible("[data-resume]")
    assert kept(page) is None


def age(page, milliseconds: int) -> None:
    draft = kept(page)
    draft["at"] -= milliseconds
    page.evaluate(f"(draft) => localStorage.setItem('{DRAFT}', JSON.stringify(draft))", draft)


def test_a_draft_can_be_erased_by_hand(visit, mottak):
    page = visit("phone")
    write_and_keep(page)
    page.goto("/meld/")
    page.click("[data-forget]")
    assert kept(page) is None
    assert not page.is_visible("[data-resume]")


def test_a_draft_is_erased_when_the_report_is_sent(visit, mottak):
    page = visit("phone")
    write_and_keep(page)
    go_on_until(page, "", seen=SEEN)
    assert kept(page)
    press(page, "send")
    assert kept(page) is None


# --- Hints and files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("Hun er 01020312345", True),
        ("Ring 913 45 678", True),
        ("Så sa Per Hansen og Ola Nordmann noe", True),
        ("De var 12 stykker i 2026", False),
    ],
)
def test_what_points_to_one_person_is_hinted_at_while_writing(visit, mottak, text, hinted):
    page = visit("phone")
    page.goto("/meld/")
    go_on_until(page, "seen")
    assert not page.is_visible("[data-hints]")
    page.locator("textarea[name=seen]").press_sequentially(text)
    assert page.is_visible("[data-hints]") == hinted
    page.fill("textarea[name=seen]", "ingenting")
    assert not page.is_visible("[data-hints]")


def test_a_chosen_picture_is_blurred_until_one_asks_to_see_it(visit, mottak):
    page = visit("phone")
    page.goto("/meld/")
    go_on_until(page, "names")
    files = {"name": "bilde.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files("input[type=file]", [files])
    shown = page.locator("[data-previews] img")
    assert "blur" in shown.evaluate("e => getComputedStyle(e).filter")
    page.click("[data-previews] button")
    assert shown.evaluate("e => getComputedStyle(e).filter") == "none"
    assert fits(page)
    press(page, "next")
    press(page, "back")
    assert page.locator(".file-list li").count() == 1
    press(page, "drop:" + page.locator(".file-list button").get_attribute("value").split(":")[1])
    assert page.locator(".file-list li").count() == 0


# --- The receipt ------------------------------------------------------------------------------


def test_the_receipt_is_printed_alone(visit, mottak):
    page = visit("wide")
    receipt = tell(page)
    page.add_init_script("window.print = () => { window.printed = true }")
    page.evaluate("window.print = () => { window.printed = true }")
    page.click("[data-print]")
    assert page.evaluate("window.printed")

    page.emulate_media(media="print")
    printed = page.inner_text("body")
    assert "".join(c for c in printed if c.isdecimal()).count(receipt) == 1
    assert page.is_visible(".print-receipt")
    assert "/kvittering/" in printed
    for hidden in (
        ".site-foot", ".quick-exit", ".help-numbers", ".site-nav", "h1", ".urgent", "button", "form",
    ):  # fmt: skip
        assert not any(e.is_visible() for e in page.locator(hidden).all()), hidden


def test_the_receipt_is_saved_as_a_file(visit, mottak):
    page = visit("phone", scripts=False, accept_downloads=True)
    receipt = tell(page)
    with page.expect_download() as download:
        page.click("button[value=save]")
    with open(download.value.path(), encoding="utf-8") as file:
        text = file.read()
    assert receipt in "".join(c for c in text if c.isdecimal())


def test_without_javascript_no_button_is_shown_that_does_nothing(visit, mottak):
    page = visit("phone", scripts=False)
    page.goto("/meld/")
    for script_only in ("[data-draft]", "[data-resume]"):
        assert not page.is_visible(script_only)
    go_on_until(page, "")
    press(page, "send")
    assert not page.is_visible("[data-print]")
