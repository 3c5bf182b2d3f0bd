"""The whole loop on real pages: a pupil tells, two colleagues read and answer, the pupil hears."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from kominn.concerns import demo
from kominn.concerns.actions.mailbox import find
from kominn.concerns.surroundings import surroundings
from kominn.vault.receipts import parse
from tests.browser.conftest import answer, asks, digits, fits, log_in, open_mailbox, press
from tests.browser.pictures import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEN = (
    "En i klassen er nesten aldri på skolen lenger. Han sier at han har fått nye venner på en "
    "server, og at vi andre ikke forstår noe."
)
QUESTION = "Takk for at du bryr deg. Er det en voksen på skolen du tror han stoler på?"
REPLY = "Ja, kunstlæreren. De snakker sammen hver torsdag."
ENDING = "En voksen han stoler på, har snakket med ham. Det var bra at du sa fra."


@pytest.fixture
def half_a_year(mottak, inga, kari, stian):
    """What stands in the inbox before: the invented worries of the demo, told in their time."""
    today = timezone.localdate()
    first = today - dt.timedelta(days=40)
    staff = {"inga": inga, "kari": kari, "stian": stian}
    around = surroundings(today)
    lives = demo.lives(7, around=around, staff=staff, first=first, today=today, pace=0.4)
    told = demo.deeds(lives, first=first, today=today)
    for deed in sorted(told, key=lambda deed: deed.at):
        deed.do(deed.at)


def drawing() -> bytes:
    """A picture from a phone: something to blur."""
    picture = Image.new("RGB", (640, 480), "#8fb0c4")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 330, 640, 480), fill="#35566f")
    draw.polygon([(120, 330), (320, 120), (520, 330)], fill="#b5543c")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def test_a_worry_is_told_read_by_two_and_answered_to_the_end(visit, half_a_year, inga, kari):
    pupil, first, second = visit("phone"), visit("wide"), visit("wide")
    pupil.goto("/")
    take(pupil, "forside", height=740)
    first.goto("/")
    take(first, "forside", height=860)

    receipt = tell_with_a_picture(pupil)
    concern = find(parse(receipt)).concern

    # Inga reads it first, takes the baton and asks; the pupil must be spoken to by two.
    log_in(first, inga)
    open_concern(first, concern)
    assert SEEN in first.inner_text("main")
    assert "Jonas" not in first.inner_text("main"), "names stand in their own box"
    readers = first.inner_text("aside.seal")
    assert "Inga" in readers
    assert "Kari" in readers
    opens_a_picture(first)
    first.click("form[action$='/ta/'] button")
    take(first, "bekymring", height=900)
    ask(first, QUESTION)
    assert first.locator("form[action*='/les/']").count() == 0, "nobody reads for herself"

    # The pupil sees nothing yet.
    open_mailbox(pupil, receipt)
    assert QUESTION not in pupil.inner_text("main")

    # Kari reads what Inga wrote, and sends it.
    log_in(second, kari)
    open_concern(second, concern)
    assert QUESTION in second.inner_text(".timeline")
    take(second, "les-av-to", above="#talk", height=380)
    second.click("form[action*='/les/'] button[value=send]")

    # The pupil answers.
    open_mailbox(pupil, receipt)
    assert QUESTION in pupil.inner_text(".timeline")
    answer(pupil, text=REPLY)
    press(pupil, "add")
    assert REPLY in pupil.inner_text(".timeline")
    take(pupil, "postkasse", height=740, above="#talk")

    # Kari takes over, opens the names, orders an interpreter and finishes with words.
    open_concern(second, concern)
    second.click("form[action$='/ta/'] button")
    second.click("form[action$='/ta/'] button")  # Inga holds it, so it is asked first.
    second.fill("input[name=why]", "Skolen trenger å vite hvem det gjelder.")
    take(second, "navn", above="#names", height=500)
    second.click("button[formaction$='/navn/']")
    assert "Jonas" in second.inner_text("main")
    order_interpreter(second)
    second.check("input[name=reason][value=helped]")
    second.fill("textarea[name=words]", ENDING)
    take(second, "avslutt", above="#finish", height=860)
    second.click("button[formaction$='/avslutt/']")
    assert ENDING in second.inner_text(".preview")
    press(second, "send")

    # What a minor reads at the end is read by two as well.
    open_mailbox(pupil, receipt)
    assert ENDING not in pupil.inner_text("main")
    first.goto(f"/innboks/{concern.pk}/")
    first.click("form[action*='/les/'] button[value=send]")

    open_mailbox(pupil, receipt)
    assert ENDING in pupil.inner_text(".timeline")
    assert asks(pupil, "text"), "one can still write"
    concern.refresh_from_db()
    assert concern.state == "closed"


def tell_with_a_picture(page) -> str:
    page.goto("/meld/")
    take(page, "meld", height=740)
    for answers in (
        {"danger": "no"},
        {"role": "young"},
        {"about": "known", "under_18": "yes"},
        {"where": "På skolen og på nettet"},
        {"seen": SEEN},
        {"worry": "At han tror på det de skriver der."},
        {"good": "Han er flink til å tegne."},
        {"names": "Jonas i 9B"},
    ):
        assert all(asks(page, name) for name in answers), answers
        assert fits(page)
        answer(page, **answers)
        if "seen" in answers:
            take(page, "skriv", height=740, above="h1")
        if "names" in answers:
            page.set_input_files(
                "input[type=file]",
                [{"name": "skjermbilde.png", "mimeType": "image/png", "buffer": drawing()}],
            )
        press(page, "next")
    answer(page, reply="anonymous")
    press(page, "next")
    assert "skjermbilde.png" in page.inner_text("main")
    take(page, "se-over", height=740)
    press(page, "send")
    take(page, "kvittering", height=740, above="h1")
    return digits(page)


def open_concern(page, concern) -> None:
    """From the inbox, as one does."""
    page.goto("/innboks/")
    page.click(f"tbody a:has-text('{concern.short}')")
    page.wait_for_url(re.compile("/innboks/.+"))
    if "/naer/" in page.url:
        press(page, "no")


def opens_a_picture(page) -> None:
    """The staff copy is a picture, drawn anew."""
    link = page.locator("a[href*='/fil/']")
    copy = page.request.get(link.get_attribute("href"))
    assert copy.headers["content-type"].startswith("image/")
    assert Image.open(io.BytesIO(copy.body())).size == (640, 480)


def ask(page, text: str) -> None:
    page.fill("textarea[name=text]", text)
    press(page, "preview")
    assert text in page.inner_text(".preview")
    take(page, "forhandsvis", height=700)
    press(page, "send")
    assert text in page.inner_text(".timeline")


def order_interpreter(page) -> None:
    folded = "details:has(select[name=language])"
    page.click(f"{folded} summary")
    page.select_option("select[name=language]", "so")
    page.check("input[name=way][value=phone]")
    take(page, "tolk", above=folded, on=50, height=330)
    page.click("button[formaction$='/tolk/']")
