"""Need for support, from a file to an area's open page, as a coordinator and a neighbour see it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.support.models import Profile
from kominn.support.states import Showing
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take
from tests.factories import support

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_area_reads_its_own_page_after_its_committee_has(visit, mottak, kari, all_languages):
    found = support.worked_out(by=kari, at=timezone.now())
    office, neighbour = visit("wide"), visit("phone")
    enter_as(office, kari)
    office.goto("/stottebehov/")
    click(office, "main table a")
    assert "Usikkert" in office.inner_text("main")
    assert fits(office)
    take(office, "stottebehov", height=1150)
    office.emulate_media(media="print")
    assert office.locator("svg.chart-drawing").is_visible()
    assert office.locator("#vet-ikke").is_visible()
    assert not office.locator("main form button").first.is_visible()
    office.emulate_media(media="screen")
    office.set_viewport_size({"width": 360, "height": 800})
    assert fits(office)
    office.goto(f"/en/stottebehov/{found.pk}/")
    assert "Uncertain" in office.inner_text("main")
    assert fits(office)
    office.goto(f"/stottebehov/{found.pk}/")

    neighbour.goto("/byen/omrader/")
    assert neighbour.locator("main li a").count() == 0
    click(office, "main form button")
    click(office, "main table tbody tr:first-child a")
    office.fill("textarea[name=said]", "Vi vil ha et sted å møtes om kvelden.")
    click(office, "form[action$='/vist/'] button")
    click(office, "form[action$='/apne/'] button")
    [profile] = Profile.objects.filter(state=Showing.OPEN)

    neighbour.goto("/byen/omrader/")
    click(neighbour, "main li a")
    said = neighbour.inner_text("main")
    assert profile.area.name in said
    assert "Vi vil ha et sted å møtes om kvelden." in said
    assert "av 100" in said
    assert fits(neighbour)
    take(neighbour, "omrade", height=1000)
    wide = visit("wide")
    for page, address in ((wide, "/en/byen/omrader/"), (neighbour, "/ar/byen/omrader/")):
        page.goto(address)
        assert fits(page), address
        click(page, "main li a")
        assert fits(page), address
    assert "between" in wide.inner_text("main")
    assert neighbour.get_attribute("html", "dir") == "rtl"
    neighbour.goto(f"/byen/omrader/{profile.area.slug}/")
    neighbour.emulate_media(media="print")
    assert neighbour.locator("main .no-print").first.is_hidden()
