"""A challenge as one meets it: on a phone, wide, in Arabic, on paper, and without a script."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.portrait.models import PublishedTable
from tests.browser.conftest import fits
from tests.browser.pictures import take
from tests.factories.challenges import challenge
from tests.factories.indicators import indicator, taken_in
from tests.factories.plan import MeasureKindFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGE = "/byen/utfordringer/utenforskap/"
TABLE = "main details table"


@pytest.fixture
def told(lagenvik):
    """The primary challenge of Lågenvik with a figure about a group, and published reports."""
    at = timezone.now()
    work = indicator(
        slug="arbeid",
        name={"nb": "Innvandrere i arbeid", "en": "Immigrants in work"},
        about={"nb": "Av alle som har innvandret og er 20–66 år: hvor mange som er i arbeid."},
        municipality_only=True,
    )
    years = range(at.year - 6, at.year)
    rows = [f"3909;{year};{61 + n / 2}" for n, year in enumerate(years)]
    taken_in(work.dataset, *(row.replace(".", ",") for row in rows), f"0;{at.year - 1};69", at=at)
    day = at.date().replace(month=1, day=1)
    table = PublishedTable.objects.create(
        subject="concerns", first_day=day.replace(year=day.year - 1), last_day=day,
        published_on=day.replace(day=2), base=5,
    )  # fmt: skip
    table.counts.create(theme="exclusion", shown=25)
    MeasureKindFactory()
    return challenge(
        indicators=["arbeid"],
        lead={"nb": "Når noen stenges ute, taper hele byen."},
        unknown={"nb": "Hvordan de det gjelder, beskriver det selv."},
        themes={"concerns": ["exclusion", "hate"]},
    )


def test_a_challenge_holds_wherever_it_is_read(visit, told, all_languages):
    for look, address in [("phone", PAGE), ("wide", f"/en{PAGE}"), ("phone", f"/ar{PAGE}")]:
        page = visit(look)
        page.goto(address)
        assert fits(page), address
        assert page.locator("main h2").count() == 4
        assert not page.locator(TABLE).is_visible()
        if address == PAGE:
            take(page, "utfordring", height=1500)
    assert page.evaluate("document.dir") == "rtl"
    assert page.get_attribute("main h1", "lang") == "nb"


def test_on_paper_the_tables_stand_open(visit, told):
    page = visit("wide")
    page.goto(PAGE)
    page.emulate_media(media="print")
    assert page.locator(TABLE).is_visible()
    assert page.locator(TABLE).bounding_box()["height"] > 50
    assert not page.locator("main nav").is_visible()
