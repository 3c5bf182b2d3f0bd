"""The page about the city in a real browser: its story, its drawings, in Arabic, and on paper."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.config.figures_file import load_figures
from kominn.config.story_file import load_story
from tests.browser.conftest import enter_as
from tests.browser.pictures import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portrait(lagenvik):
    load_figures("lagenvik", at=timezone.now())
    load_story("lagenvik", at=timezone.now())
    return lagenvik


def test_the_page_about_the_city_holds_on_a_phone_in_arabic_and_on_paper_and_where_it_is_written(
    begin, portrait, mottak, kari, all_languages
):
    walk = begin("story", "phone")
    walk.to("/byen/", closely=True)
    take(walk.page, "byen-fortelling", height=1400, above=".headline")
    walk.to("/en/byen/", "/ar/byen/")
    take(walk.page, "byen-arabisk", height=1400)
    walk.page.goto("/byen/")
    walk.page.emulate_media(media="print")
    told = walk.page.inner_text("main")
    assert "Unge som hører til" in told
    assert "Tallet er gammelt: fra 2022" in told
    assert "På denne siden" not in told
    assert walk.page.locator(".drawing-table table").first.is_visible()
    assert walk.page.locator(".area-name").first.is_visible()
    walk.page.emulate_media(media="screen")
    enter_as(walk.page, kari)
    walk.to("/tallbord/tekst/", "/tallbord/tekst/nytt/")
    walk.to("/tallbord/tekst/kapittel/idrett-og-kultur/")
    walk.click("button[name=preview]")


def test_a_figure_leads_to_its_page_without_a_script(visit, portrait):
    page = visit("wide", scripts=False)
    page.goto("/byen/")
    page.click("#folkene ~ p .bound >> nth=0")
    assert page.url.endswith("/byen/tall/folketall/")
    page.go_back()
    page.click(".drawing-table summary >> nth=0")
    assert page.locator(".drawing-table table").first.is_visible()
