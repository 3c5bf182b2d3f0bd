"""The open page about the city."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from kominn.config import profiles
from kominn.portrait.models import Area, City

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[3] / "shared/reference/larvik/larvik_delomraader_m.geojson"


def page(browse, path="/byen/"):
    response = browse.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "number"), [("/byen/", "6163"), ("/nn/byen/", "6163"), ("/en/byen/", "6,163")]
)
def test_anyone_reads_it_in_each_language_of_the_site(browse, path, number):
    profiles.load("larvik")
    html = page(browse, path)
    assert html.count('class="area-shape"') == 17
    assert "Østre Halsen" in html
    assert number in html
    assert "larvik.kommune.no" in html


def test_every_number_has_its_day_and_source(browse):
    profiles.load("larvik")
    html = page(browse)
    assert 'datetime="2026-01-01"' in html
    assert 'datetime="2025-01-01"' in html
    assert "SSB og Kartverket" in html


def test_the_city_s_own_number_is_not_told_of_a_day_before_it_was_counted(browse):
    profiles.load("lagenvik")
    told = re.compile(r">48\s120</strong> innbyggere")
    assert told.search(page(browse, "/byen/?kjent=2026-01-01"))
    assert not told.search(page(browse, "/byen/?kjent=2025-12-31"))


def test_numbers_of_different_days_each_show_their_own(browse):
    profiles.load("larvik")
    Area.objects.filter(slug="stavern").update(population_on=date(2020, 1, 1), source="Telling")
    html = page(browse)
    assert 'datetime="2020-01-01"' in html
    assert "Telling" in html
    assert html.count('datetime="2025-01-01"') == 16


def test_an_invented_city_says_so_and_its_numbers_are_no_links(browse):
    profiles.load("lagenvik")
    html = page(browse)
    assert "demonstr" in html.lower()
    assert 'href="tel:112"' in html
    assert not re.search(r'href="tel:01', html)


def test_the_queries_do_not_grow_with_the_city(browse, django_assert_num_queries):
    profiles.load("larvik")
    page(browse)
    with django_assert_num_queries(10):
        page(browse)


@pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"no reference data beside the project: {REFERENCE.name}"
)
def test_with_outlines_the_map_is_a_map_and_the_town_is_enlarged(browse):
    profiles.load("larvik")
    call_command("import_areas", str(REFERENCE), source="Kartverket, Geonorge")
    html = page(browse)
    assert "area-map-outlines" in html
    assert html.count("<svg") - html.count('class="icon') >= 2
    assert "Kartverket, Geonorge" in html
    assert len(html.encode()) < 120_000


def test_without_tiles_and_outlines_the_table_stands_alone(browse):
    profiles.load("larvik")
    Area.objects.update(tile_column=None, tile_row=None)
    html = page(browse)
    assert "area-shape" not in html
    assert "Østre Halsen" in html


def test_without_a_city_there_is_no_page(browse):
    assert not City.objects.exists()
    assert browse.get("/byen/").status_code == 404


def test_the_pages_are_served_without_loading_numpy():
    check = (
        "import sys, django; django.setup();"
        "import kominn.indicators.urls, kominn.plan.urls, kominn.portrait.actions.outlines;"
        "sys.exit('numpy' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", check], env=with_sources(), check=False).returncode
        == 0
    )


def with_sources():
    root = Path(__file__).parents[2]
    return os.environ | {
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
