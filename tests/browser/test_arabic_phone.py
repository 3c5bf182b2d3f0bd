"""A worry told in Arabic on a phone without JavaScript, from the first page to the answer."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from kominn.concerns.actions import handle, talk
from kominn.concerns.actions.mailbox import find
from kominn.vault.receipts import parse
from tests.browser.conftest import answer, asks, digits, fits, press
from tests.browser.pictures import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEN = "جاري لا يخرج من البيت منذ شهر. أطفاله لا يأتون إلى التدريب."
QUESTION = "شكراً لأنك أخبرتنا. في أي أيام كان الأطفال يأتون؟"
REPLY = "الثلاثاء والخميس."

SMALLEST = 44
TOO_SMALL = """(smallest) => [...document.querySelectorAll(
    "form button, form a, textarea, select, summary, .quick-exit a, .phone-number a, " +
    "input:not([type=hidden]):not([type=radio]):not([type=checkbox])")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.matches(".ds-sr-only"))
  .filter((e) => e.getBoundingClientRect().height < smallest)
  .map((e) => `${e.tagName} ${e.name || ""} ${e.textContent.trim()}: ` +
              e.getBoundingClientRect().height)"""
# A choice takes the finger anywhere in its row.
MISSED = """(smallest) => [...document.querySelectorAll("[type=radio], [type=checkbox]")]
  .filter((input) => {
    const row = input.closest(".ds-field");
    row.scrollIntoView({block: "center"});
    const box = row.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    return [-1, 1].some((way) => {
      const hit = document.elementFromPoint(
        box.left + box.width / 2, middle + way * (smallest / 2 - 1));
      return hit?.control !== input && hit !== input;
    });
  })
  .map((input) => `${input.name} ${input.value}`)"""


def holds(page) -> None:
    assert page.get_attribute("html", "lang") == "ar", page.url
    assert page.get_attribute("html", "dir") == "rtl"
    assert fits(page), page.title()
    assert page.evaluate(TOO_SMALL, SMALLEST) == [], page.title()
    assert page.evaluate(MISSED, SMALLEST) == [], page.title()


def test_a_worry_is_told_and_answered_in_arabic_without_javascript(
    visit, all_languages, mottak, inga
):
    page = visit("phone", scripts=False, locale="ar")
    page.goto("/ar/")
    assert page.url.endswith("/ar/meld/")
    holds(page)
    take(page, "arabisk", height=740)

    for answers in (
        {"danger": "no"},
        {"role": "resident"},
        {"about": "known", "under_18": "no"},
        {"where": "الطابق الثالث"},
        {"seen": SEEN},
        {"worry": ""},
        {"good": ""},
        {"names": ""},
        {"reply": "anonymous"},
    ):
        assert all(asks(page, name) for name in answers), (answers, page.title())
        holds(page)
        answer(page, **{name: value for name, value in answers.items() if value})
        press(page, "next")

    holds(page)
    assert SEEN in page.inner_text("main")
    press(page, "send")
    holds(page)
    take(page, "arabisk-kvittering", height=740, above="h1")
    receipt = digits(page)
    assert_digits_run_from_left_to_right(page, receipt)
    typed_back(page, receipt)

    concern = find(parse(receipt)).concern
    handle.take(concern, by=inga, at=timezone.now())
    talk.write(concern, QUESTION, token=uuid.uuid4(), read_by_two=False, by=inga, at=timezone.now())

    page.goto("/ar/kvittering/")
    holds(page)
    page.fill("input[name=code]", in_arabic(receipt))
    press(page, "open")
    holds(page)
    assert QUESTION in page.inner_text(".timeline")
    answer(page, text=REPLY)
    press(page, "add")
    holds(page)
    assert REPLY in page.inner_text(".timeline")


def assert_digits_run_from_left_to_right(page, receipt: str) -> None:
    """Western digits in the order written down, whatever runs the other way around them."""
    assert receipt.isascii()
    assert len(receipt) == 34
    for holder in (".receipt", ".receipt-rows"):
        direction = page.eval_on_selector(holder, "e => getComputedStyle(e).direction")
        assert direction == "ltr", holder
    first, second, *_ = page.query_selector_all(".receipt-digits span")
    assert first.bounding_box()["x"] < second.bounding_box()["x"]


def typed_back(page, receipt: str) -> None:
    """The last digits typed back in Arabic's own numerals."""
    page.fill("input[name=typed]", in_arabic(receipt[-6:]))
    press(page, "check")
    holds(page)
    assert page.locator(".ds-alert[data-color=success]").count() == 1


def in_arabic(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


@pytest.mark.parametrize("language", ["ti", "so", "uk", "lt"])
@pytest.mark.parametrize("look", ["small", "enlarged"])
def test_no_page_of_the_form_is_wider_than_a_small_window(
    visit, all_languages, mottak, language, look
):
    """The longest words and the tallest script, at 320 pixels and at 400 % enlargement."""
    page = visit(look, scripts=False)
    page.goto(f"/{language}/meld/")
    press(page, "whole")
    assert fits(page)
    answer(page, seen="x", role="employee")
    press(page, "steps")
    for _ in range(12):
        assert fits(page), page.title()
        if not asks(page, "step"):
            break
        press(page, "next")
    press(page, "send")
    assert fits(page)
    page.goto(f"/{language}/kvittering/")
    assert fits(page)
    page.goto(f"/{language}/plikt/avverge/")
    assert fits(page)
