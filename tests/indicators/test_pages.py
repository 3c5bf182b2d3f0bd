"""A file through the desk, with a worker that reads it; and the open pages of what it told."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kominn.config.figures_file import load_figures
from kominn.core import jobs
from kominn.core.uploads import OpenUploadHandler
from kominn.indicators.examples import KINDS
from kominn.indicators.models import Indicator, Observation, Vintage
from kominn.indicators.states import State
from kominn.portrait.models import THE_ONE_ROW, City
from tests.factories import indicators
from tests.factories.indicators import text_of

JSON = "/byen/tall/lavinntekt/tall.json"
ROWS = ["3909;2023;10,2", "3909;2024;10,5", "0;2024;:"]


@pytest.fixture
def city(db):
    return City.objects.create(
        pk=THE_ONE_ROW,
        slug="lagenvik",
        name="Lågenvik",
        kind=City.Kind.DEMO,
        population=47000,
        population_on="2026-01-01",
        population_source="Oppdiktet",
    )


def upload(client, data, name="tall.csv"):
    page = reverse("indicators:dataset", args=["lavinntekt"])
    return client.post(page, {"file": SimpleUploadedFile(name, data)})


def test_a_drawing_is_taken_along_as_a_picture_and_stands_beside_others(city, indicator, browse):
    where = reverse("indicators:figure_png", args=["lavinntekt"])
    assert browse.get(where).status_code == 404, "there is nothing to draw yet"
    indicators.taken_in(
        indicator.dataset, "3909;2023;10,2", "3909;2024;10,5", "0;2024;9", at=timezone.now()
    )
    answer = browse.get(where)
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1440)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 100
    page = browse.get(reverse("indicators:figure", args=["lavinntekt"])).content.decode()
    assert re.search(r"Lågenvik: 10,5\s%\. Landet: 9,0\s%\.", page)
    assert "Høyest" not in page, "a city is no competitor of its country"
    beside = reverse("indicators:figure_bars_png", args=["lavinntekt"])
    assert {where, beside} <= set(re.findall(r'href="([^"?]+)', page))
    bars = browse.get(beside)
    assert bars.content != answer.content
    with Image.open(io.BytesIO(bars.content)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1440)


def test_the_page_of_drawings_shows_every_kind(city, browse):
    page = browse.get(reverse("indicators:drawings"))
    shown = re.findall(r'<h2 id="([^"]+)">', page.content.decode())
    assert shown == [kind.slug for kind in KINDS]
    assert page.content.count(b'class="chart-drawing') == 23
    assert len(page.content) < 150_000


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_in_at_the_desk_and_comes_out_on_the_open_page(
    city, indicator, browse, sign_in, kari
):
    sign_in(browse, kari)
    answer = upload(browse, text_of(*ROWS))
    [vintage] = Vintage.objects.all()
    assert answer.url == reverse("indicators:vintage", args=[vintage.pk])
    assert "Filen leses" in browse.get(answer.url).content.decode()

    jobs.run_waiting()
    assert "Ny" in browse.get(answer.url).content.decode()
    browse.logout()
    page = browse.get(reverse("indicators:figure", args=["lavinntekt"])).content.decode()
    assert "10,5" in page
    assert "Statistikkontoret" in page
    assert "vises ikke" in page


def test_the_page_of_a_table_leads_to_the_file_that_must_be_decided_first(
    city, indicator, bring, browse, sign_in, kari
):
    bring(*ROWS)
    waits = bring(*(row.replace("10", "30") for row in ROWS))
    assert waits.state == State.WAITING
    sign_in(browse, kari)
    html = upload(browse, text_of("3909;2024;1")).content.decode()
    assert "Fil 2 leses nå, eller venter" in html
    told = html[html.index("En fil må avgjøres først") :]
    assert told.index(reverse("indicators:vintage", args=[waits.pk])) < told.index("<form")


def test_every_way_out_tells_the_same(city, indicator, bring, browse):
    bring(*ROWS)
    told = json.loads(browse.get(reverse("indicators:figure_json", args=["lavinntekt"])).content)
    assert told["areas"][0]["figures"][-1] == {
        "period": "2024",
        "value": 10.5,
        "missing": None,
        "estimate": False,
        "numerator": None,
        "denominator": None,
        "low": None,
        "high": None,
    }
    assert told["areas"][1]["figures"][-1]["missing"] == "protected"
    assert (told["source"], told["fetched"]) == ("Statistikkontoret", "2026-03-02")
    own, country = rows_of(browse)["2024"]
    assert (own["Kode for stedet"], own["Hvor"], own["Tall"]) == ("3909", "Lågenvik", "10,5")
    assert (country["Hvor"], country["Tall"]) == ("Landet", "")
    assert country["Hvorfor det ikke er noe tall"] == "vises ikke"
    whose = {"Kilde": "Statistikkontoret", "Lisens": told["licence"], "Hentet": "2026-03-02"}
    assert whose.items() <= own.items()
    assert whose.items() <= country.items()


def test_the_heads_of_a_spreadsheet_are_in_the_readers_words_and_the_keys_of_json_are_not(
    city, indicator, bring, browse, all_languages
):
    bring(*ROWS)
    own, country = rows_of(browse, "/en")["2024"]
    assert (country["Where"], country["Why there is none"]) == ("The country", "not shown")
    assert own["Unit"] == "per cent"
    assert "المصدر" in rows_of(browse, "/ar")["2024"][0]
    told = [json.loads(browse.get(f"{way}{JSON}").content) for way in ("", "/en", "/ar")]
    assert len({tuple(one) for one in told}) == len({one["unit"] for one in told}) == 1


def test_a_share_of_those_who_answered_says_of_how_many_and_how_sure_it_is_wherever_it_is_told(
    city, browse
):
    load_figures("lagenvik", at=timezone.now())
    page = browse.get(reverse("indicators:figure", args=["tilhorighet"])).content.decode()
    assert "1268 svarte" in page
    assert "alt fra 73" in page
    own = rows_of(browse, slug="tilhorighet")["2022"][0]
    assert (own["Hvor mange"], own["Av hvor mange"]) == ("951", "1268")
    assert (own["Tilfeldighet: fra"], own["Tilfeldighet: til"]) == ("72,5435", "77,3054")
    where = reverse("indicators:figure_json", args=["tilhorighet"])
    point = json.loads(browse.get(where).content)["areas"][0]["figures"][-1]
    assert (point["denominator"], point["low"], point["high"]) == (1268, 72.5435, 77.3054)
    counted = rows_of(browse, slug="arbeid-innvandrere")["2025"][0]
    assert (counted["Av hvor mange"], counted["Tilfeldighet: fra"]) == ("3422", "")


def test_the_table_of_bullying_says_as_much_as_its_figure(city):
    load_figures("lagenvik", at=timezone.now())
    bullying = Indicator.objects.get(slug="mobbing")
    assert f"{bullying.dataset.title}." == bullying.about["nb"]


def rows_of(browse, language="", slug="lavinntekt"):
    """The rows of a CSV file by their time."""
    text = browse.get(f"{language}/byen/tall/{slug}/tall.csv").content.decode("utf-8-sig")
    found = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        found.setdefault(row.get("Tid") or row.get("Time") or row.get("الوقت"), []).append(row)
    return found


def test_no_spreadsheet_works_out_a_name(city, indicator, bring, browse):
    bring(*ROWS)
    indicator.beside = [{"code": "0", "name": '=HYPERLINK("https://evil.example")'}]
    indicator.save()
    assert rows_of(browse)["2024"][1]["Hvor"].startswith("'=HYPERLINK(")


def test_a_number_below_nought_is_a_number_in_a_spreadsheet(city, dataset, bring, browse):
    indicators.indicator(dataset=dataset, unit="other")
    bring("3909;2024;-2,5")
    assert rows_of(browse)["2024"][0]["Tall"] == "-2,5"


def test_the_past_is_asked_for_by_a_day_in_the_address(city, indicator, bring, browse):
    bring(*ROWS)
    page = reverse("indicators:figure", args=["lavinntekt"])
    assert "10,5" in browse.get(page, {"kjent": "2026-03-02"}).content.decode()
    before = browse.get(page, {"kjent": "2026-03-01"}).content.decode()
    assert "10,5" not in before
    assert "Den dagen hadde vi ingen tall." in before
    assert browse.get(page, {"kjent": "i fjor"}).status_code == 422


def test_a_figure_is_old_by_the_day_that_was_asked_for(city, indicator, bring, browse):
    bring("3909;2019;10,5", at=dt.datetime(2020, 3, 2, 9, tzinfo=dt.UTC))
    page = reverse("indicators:figure", args=["lavinntekt"])
    assert "Dette tallet er gammelt" in browse.get(page).content.decode()
    then = browse.get(page, {"kjent": "2020-03-02"}).content.decode()
    assert "10,5" in then
    assert "Dette tallet er gammelt" not in then


@pytest.mark.parametrize(("was", "now"), [("10", "0"), ("0", "3")])
def test_nought_is_a_figure_where_a_file_is_held_against_another(
    city, indicator, bring, browse, sign_in, kari, was, now
):
    bring(f"3909;2024;{was}")
    changed = bring(f"3909;2024;{now}")
    sign_in(browse, kari)
    html = browse.get(reverse("indicators:vintage", args=[changed.pk])).content.decode()
    cells = re.findall(r'data-label="(?:Før|Nå)" class="numbers">([^<]*)<', html)
    assert [float(cell.replace(",", ".")) for cell in cells] == [float(was), float(now)]


@pytest.mark.parametrize("way", ["csv", "json", "png"])
def test_a_file_tells_what_was_known_on_the_day_that_was_asked_for_or_says_that_it_is_no_day(
    city, indicator, bring, browse, way
):
    bring("3909;2023;10,2", "3909;2024;10,5")
    where = reverse(f"indicators:figure_{way}", args=["lavinntekt"])
    answer = browse.get(where, {"kjent": "i fjor"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    before = browse.get(where, {"kjent": "2026-03-01"})
    assert before.status_code == (404 if way == "png" else 200)
    assert b"2024" not in before.content
    page = browse.get(reverse("indicators:figure", args=["lavinntekt"]), {"kjent": "2026-03-02"})
    assert f'{where}?kjent=2026-03-02"' in page.content.decode()


def test_the_desk_says_which_file_is_shown_where_the_newest_is_not(
    city, indicator, bring, browse, sign_in, kari
):
    bring(*ROWS)
    sign_in(browse, kari)
    desk = reverse("indicators:desk")
    assert "Tallene som vises" not in browse.get(desk).content.decode()
    bring("3909;2024;140", at=timezone.now())
    told = browse.get(desk).content.decode()
    assert "Den nyeste filen kunne ikke tas inn" in told
    assert "Tallene som vises, er fra fil 1" in told
    assert "Endret ingenting" not in told


def test_a_file_with_a_mistake_is_told_of_by_row_and_column(
    city, indicator, bring, browse, sign_in, kari
):
    vintage = bring("3909;2024;140")
    sign_in(browse, kari)
    page = browse.get(reverse("indicators:vintage", args=[vintage.pk])).content.decode()
    assert "Rad 2, kolonnen «Andel»: 140 (3909, 2024) er ingen andel" in page
    assert not Observation.objects.exists()


def test_a_file_that_is_too_large_is_refused_and_nothing_is_kept(
    city, indicator, browse, sign_in, kari, monkeypatch
):
    sign_in(browse, kari)
    answer = upload(browse, bytes(50_000_001))
    assert answer.status_code == 422
    assert "større enn 50 MB" in answer.content.decode()
    assert not Vintage.objects.exists()


def test_a_form_from_another_site_takes_in_nothing(city, indicator, sign_in, kari):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, kari)
    assert upload(client, text_of(*ROWS)).status_code == 403
    assert not Vintage.objects.exists()


def test_a_strangers_files_are_never_held(city, indicator, monkeypatch):
    """Not even for the moment in which the token against forgery is looked for."""
    held = []
    complete = OpenUploadHandler.file_complete

    def counted(self, size):
        held.append(complete(self, size).size)
        return complete(self, size)

    monkeypatch.setattr(OpenUploadHandler, "file_complete", counted)
    files = {f"f{n}": SimpleUploadedFile("tall.csv", b"x" * 1000) for n in range(3)}
    page = reverse("indicators:dataset", args=["lavinntekt"])
    assert Client(enforce_csrf_checks=True).post(page, files).status_code != 200
    assert held == []


def test_of_several_files_one_is_held(city, indicator, browse, sign_in, kari):
    sign_in(browse, kari)
    page = reverse("indicators:dataset", args=["lavinntekt"])
    more = {
        "file": SimpleUploadedFile("a.csv", text_of(*ROWS)),
        "b": SimpleUploadedFile("b", b"x" * 99),
    }
    answer = browse.post(page, more)
    assert answer.status_code == 302
    assert answer.wsgi_request.FILES["b"].size == 0


def test_what_waits_is_decided_once(city, indicator, bring, browse, sign_in, kari):
    bring("3909;2023;10", "3909;2024;10")
    waiting = bring("3909;2023;12", "3909;2024;12", at=timezone.now())
    assert waiting.state == State.WAITING
    sign_in(browse, kari)
    page = browse.get(reverse("indicators:vintage", args=[waiting.pk])).content.decode()
    assert "Den endrer 100 % av det vi visste" in page
    browse.post(reverse("indicators:keep", args=[waiting.pk]))
    answer = browse.post(reverse("indicators:refuse", args=[waiting.pk]), follow=True)
    assert "En kollega har allerede" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.KEPT


def test_the_desk_and_the_open_list_ask_as_often_of_many_as_of_one(
    city, indicator, bring, browse, sign_in, kari
):
    bring(*ROWS)
    sign_in(browse, kari)
    pages = [reverse("indicators:desk"), reverse("indicators:figures")]
    counted = []
    for _ in range(2):
        for page in pages:
            browse.get(page)
            with CaptureQueriesContext(connection) as queries:
                browse.get(page)
            counted.append(len(queries))
        more = range(8) if len(counted) == 2 else ()
        for number in more:
            indicators.indicator(
                slug=f"nr-{number}", dataset=indicators.dataset(slug=f"tabell-{number}")
            )
    assert counted[:2] == counted[2:]
    assert counted[1] <= 12
