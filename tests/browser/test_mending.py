"""What the report form does while somebody types: an error that is mended is no longer said."""

import pytest

from tests.browser.conftest import answer, go_on_until, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEN = "Det henger noen ved brygga hver kveld."


def errors(page):
    """What is said to be wrong, by the field and in the summary on top."""
    return page.locator(".ds-validation-message, .ds-error-summary").count()


def test_an_error_is_gone_as_soon_as_it_is_mended(visit, mottak):
    page = visit("phone")
    page.goto("/meld/")
    go_on_until(page, "seen")
    press(page, "next")
    assert errors(page) == 2
    page.locator("textarea[name=seen]").press_sequentially("   ")
    assert errors(page) == 2, "nothing is written yet"
    answer(page, seen=SEEN)
    assert errors(page) == 0
    assert page.locator("[aria-invalid]").count() == 0
    press(page, "next")
    assert errors(page) == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_is_asked_of_those_alone_who_wish_to_be_reached(visit, mottak, scripts):
    page = visit("phone", scripts=scripts)
    page.goto("/meld/")
    go_on_until(page, "reply", seen=SEEN)
    number = page.locator("input[name=contact]")
    interpreter = page.locator("input[name=interpreter]")
    for reply, asked, talks in (
        ("anonymous", False, True),
        ("contact", True, True),
        ("no", False, False),
    ):
        page.check(f"input[name=reply][value={reply}]")
        assert number.is_visible() == asked
        assert interpreter.is_visible() == talks
