"""A facilitator opens the Guide, starts a camp from its recipe and prints it: every sheet, and the
square on the poster that leads to the camp's own door."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pytest
import segno
from django.utils import timezone

from kominn.allin.models import Course
from kominn.guide import starter
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

A4 = [0, 0, 595, 842]
# Light modules around every square.
EDGE = 2
PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"
# As they stand on the page, and how many pages each has.
SHEETS = {
    "Plakat med koden": 1,
    "Timeplan": 1,
    "Huskeliste med datoer": 1,
    "Brev til foresatte": 1,
    "Reglene våre": 1,
    "Spørsmål før": 1,
    "Spørsmål etter": 1,
}


def test_a_camp_is_started_from_its_recipe_and_printed(visit, lagenvik, tmp_path):
    starter.begin()
    page = visit("wide")
    enter_as(page, UserFactory(name="Marit", roles=["facilitator"]))
    page.goto("/guiden/")
    click(page, "text=Leir på tre dager")
    click(page, "text=Start et kurs med denne")
    page.fill("input[name=name]", "Høstleiren i fjæra")
    page.fill("input[name=place]", "Leirskolen på Hvitskjærnes")
    page.fill("input[name=first_day]", str(timezone.localdate() + dt.timedelta(days=14)))
    page.check("input[name=age_band] >> nth=0")
    page.fill("input[name=answers]", "Kultursjefen")
    click(page, "main form button")

    course = Course.objects.select_related("room").get()
    assert page.url.endswith(f"/ungdom/kurs/{course.pk}/")
    take(page, "leir-kurs", height=1150)
    sheets = {name: downloaded(page, name, tmp_path) for name in SHEETS}
    assert {name: pages_of(file) for name, file in sheets.items()} == SHEETS

    address = page.url.replace(f"kurs/{course.pk}", f"bli-med/{course.room.code}")
    poster = sheets["Plakat med koden"]
    assert square_on(poster) == square_of(address)
    phone = visit("phone")
    phone.goto(address)
    assert "Høstleiren i fjæra" in phone.inner_text("main")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    assert fits(page)
    assert "Høstleiren i fjæra" in page.inner_text("main")
    for on_screen_only in ("nav", ".languages", "main button", "main a", "main input"):
        for one in page.locator(on_screen_only).all():
            assert not one.is_visible(), one


def downloaded(page, name: str, folder: Path) -> Path:
    """The sheet behind a link of this name, as the browser saves it."""
    with page.expect_download() as coming:
        page.locator("main").get_by_role("link", name=name, exact=True).last.click()
    coming.value.save_as(folder / coming.value.suggested_filename)
    return folder / coming.value.suggested_filename


def pages_of(file: Path) -> int:
    """How many, of a file that a screen reader reads too (PDF/UA) and a printer prints on A4."""
    with pikepdf.open(file) as pdf:
        assert pdf.open_metadata()[PDF_UA] == "1"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.Lang == "nb"
        for page in pdf.pages:
            assert [round(float(side)) for side in page.MediaBox] == A4
        return len(pdf.pages)


# --- What a camera sees ---------------------------------------------------------------------------


def square_of(address: str) -> set[tuple[int, int]]:
    """The dark modules of the square that leads there."""
    rows = segno.make(address, error="q", micro=False).matrix
    return {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def square_on(file: Path) -> set[tuple[int, int]]:
    """The dark modules of the one square on the page, read off the strokes it is drawn with."""
    dark, start = set(), None
    with pikepdf.open(file) as pdf:
        for one in pikepdf.parse_content_stream(pdf.pages[0]):
            drawn = str(one.operator)
            point = tuple(map(float, one.operands)) if drawn in ("m", "l") else None
            if drawn == "l" and start and start[1] == point[1] and point[1] % 1 == 0.5:
                row, ends = int(point[1]) - EDGE, (int(start[0]) - EDGE, int(point[0]) - EDGE)
                dark |= {(column, row) for column in range(*ends)}
            start = point
    return dark
