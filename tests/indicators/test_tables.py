"""A new table from nothing: its source, its saved query, how its files are read, what is shown."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kominn.audit.models import Event
from kominn.core import jobs
from kominn.indicators.actions import importing
from kominn.indicators.models import Dataset, Indicator, Source, Vintage
from kominn.portrait.models import THE_ONE_ROW, City
from tests.factories import indicators
from tests.factories.concerns import AreaFactory
from tests.indicators.conftest import AT
from tests.indicators.test_fetching import jsonstat

ADD = "/tallbord/ny/"
NEW = {
    "source": "ny-kilde",
    "source_name": "Fylkeskontoret",
    "source_licence": "NLOD 2.0",
    "source_url": "https://example.no/tall",
    "title": "Barn og unge som trives",
    "form": "columns",
    "most_changed_percent": "5",
}
FILE = "Kommune;År;Kjønn;Prosent\n3909;2023;begge;81,5\n3909;2024;begge;82,5\n".encode()
MAPPING = {
    "role_0": "area",
    "role_1": "period",
    "role_2": "breakdown",
    "role_3": "values",
    "decimal": ",",
    "encoding": "utf-8",
}
SHOWN = {
    "name_nb": "Trivsel",
    "name_nn": "Trivsel",
    "name_en": "Well-being",
    "about_nb": "Barn og unge som svarer at de trives.",
    "breakdown": '[["Kjønn","begge"]]',
    "unit": "percent",
    "decimals": "1",
    "direction": "more",
    "own_code": "3909",
    "stale_after_months": "24",
}


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


@pytest.fixture
def analyst(city, browse, sign_in, kari):
    sign_in(browse, kari)
    return browse


def send(browse, name, slug, told):
    return browse.post(reverse(f"indicators:{name}", args=[slug]), told)


def shown_rows(browse, slug, data, name="prove.csv"):
    return send(browse, "sample", slug, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.django_db(transaction=True)
def test_from_a_new_source_to_a_figure_everybody_sees(analyst):
    answer = analyst.post(ADD, NEW)
    assert answer.url == "/tallbord/barn-og-unge-som-trives/lesing/"
    [table] = Dataset.objects.all()
    assert (table.source.name, table.source.slug) == ("Fylkeskontoret", "fylkeskontoret")

    assert shown_rows(analyst, table.slug, FILE).status_code == 302
    page = analyst.get(answer.url).content.decode()
    assert "81,5" in page
    assert not Vintage.objects.exists(), "a file to look at is no file of figures"
    read = send(analyst, "reading", table.slug, MAPPING)
    page = analyst.get(read.url).content.decode()
    assert "Kjønn: begge" in page, "what is read is seen at once"
    assert f'href="/tallbord/{table.slug}/"' in page

    send(analyst, "dataset", table.slug, {"file": SimpleUploadedFile("tall.csv", FILE)})
    jobs.run_waiting()
    answer = send(analyst, "add_indicator", table.slug, SHOWN)
    analyst.logout()
    page = analyst.get(answer.url).content.decode()
    assert "82,5" in page
    assert "Fylkeskontoret" in page
    told = Event.objects.about(f"figures {table.slug}")
    assert list(told.values_list("verb", flat=True)) == [
        "figures.table_added",
        "figures.reading_changed",
        "figures.indicator_added",
    ]


def test_the_citys_own_code_is_proposed_where_another_figure_has_it(analyst, dataset, bring):
    def proposed():
        address = reverse("indicators:add_indicator", args=[dataset.slug])
        page = analyst.get(address).content.decode()
        return re.search(r'name="own_code"(?: value="([^"]*)")?', page)[1]

    bring("3909;2024;10,5")
    assert not proposed()
    for code in ("390901", "3909"):
        Indicator.objects.create(
            slug=f"tall-{code}", dataset=dataset, breakdown="[]", unit="count", own_code=code
        )
    assert proposed() == "3909", "and never a part of the municipality"


def test_nothing_that_was_typed_is_lost_by_a_mistake(analyst):
    query = '{"dimensions": [{"code": "AAR", "filter": "top", "values": ["5"]}]'
    told = NEW | {
        "form": "jsonstat",
        "address": "https://statistikk-data.fhi.no/api/open/v1/nokkel/Table/185/data",
        "query": query,
        "source_licence": "",
    }
    answer = analyst.post(ADD, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fylkeskontoret" in page
    assert "Table/185/data" in page
    assert "Dette er ikke JSON: se på linje 1" in page
    assert "Det trengs for en ny kilde" in page
    top = json.loads(query + "}") | {"response": {"format": "json-stat2"}}
    answer = analyst.post(ADD, told | {"query": json.dumps(top), "source_licence": "NLOD 2.0"})
    assert "Hos FHI gir «top» de eldste årene" in answer.content.decode()
    assert not Dataset.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["[1]", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": "\\u0000"}', "[" * 90_000],
)
def test_a_query_that_no_database_keeps_is_refused(analyst, dataset, query):
    told = {
        "title": "Barn",
        "address": "https://data.ssb.no/api/v0/no/table/1",
        "query": query,
        "most_changed_percent": "5",
    }
    assert send(analyst, "change_table", dataset.slug, told).status_code == 422
    dataset.refresh_from_db()
    assert (dataset.address, dataset.query) == ("", None)


def test_a_saved_query_is_changed_and_asked_every_week(analyst, dataset):
    dataset.form = "jsonstat"
    dataset.save()
    address = "https://data.ssb.no/api/pxwebapi/v2/tables/07459/data?outputFormat=json-stat2"
    told = {
        "title": "Folketall",
        "address": f"{address}&valuecodes[Region]=3909&valuecodes[Tid]=2024,2025",
        "fetch_every": "week",
        "most_changed_percent": "10",
    }
    assert send(analyst, "change_table", dataset.slug, told).status_code == 302
    dataset.refresh_from_db()
    assert (dataset.title, dataset.fetch_every) == ("Folketall", "week")
    page = analyst.get(reverse("indicators:dataset", args=[dataset.slug])).content.decode()
    assert "Spørringen nevner hvert år ved navn" in page
    answer = send(analyst, "change_table", dataset.slug, told | {"address": "https://127.0.0.1/"})
    assert "Tall hentes ikke fra 127.0.0.1" in answer.content.decode()


def test_a_mapping_that_does_not_fit_the_first_rows_is_told_of_by_row_and_column(analyst, dataset):
    shown_rows(analyst, dataset.slug, FILE)
    before = dataset.mapping
    answer = send(analyst, "reading", dataset.slug, MAPPING | {"decimal": "."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rad 2, kolonnen «Prosent»: «81,5» har desimalkomma" in page
    dataset.refresh_from_db()
    assert dataset.mapping == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"role_3": ""}, "Velg minst én kolonne som har tall"),
        ({"role_1": ""}, "Velg kolonnen som har tiden, eller skriv tiden"),
        ({"role_2": "area"}, "En annen kolonne har dette allerede"),
        ({"role_2": "numerator"}, "Velg både teller og nevner, eller ingen av dem"),
        ({"decimal": ";"}, "Velg ett av svarene"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(analyst, dataset, wrong, sentence):
    shown_rows(analyst, dataset.slug, FILE)
    answer = send(analyst, "reading", dataset.slug, MAPPING | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_mapping_is_changed_later_and_the_next_file_is_read_by_it(analyst, dataset, bring):
    bring("3909;2024;10,5")
    shown_rows(analyst, dataset.slug, "Område;Tid;A;B\n3909;2024;1.5;x\n".encode("latin-1"))
    dataset.refresh_from_db()
    assert (dataset.sample["encoding"], dataset.sample["decimal"]) == ("latin-1", ".")
    told = {
        "role_0": "area",
        "role_1": "period",
        "role_2": "values",
        "decimal": ".",
        "encoding": "latin-1",
        "only_1": "B",
        "word_1": "x",
        "protected": "* #",
    }
    assert send(analyst, "reading", dataset.slug, told).status_code == 302
    dataset.refresh_from_db()
    assert dataset.mapping["only"] == {"B": "x"}
    assert dataset.mapping["signs"] == {"*": "protected", "#": "protected"}
    data = "Område;Tid;A;B\n3909;2024;2.5;x\n3909;2024;9;y\n".encode("latin-1")
    vintage = importing.read(importing.take_in(dataset, data, by=None, at=AT), at=AT)
    [told] = vintage.observations.all()
    assert (told.value, told.change) == (2.5, "revised")


def test_the_dimensions_of_an_answer_are_chosen(analyst, dataset):
    dataset.form, dataset.mapping = "jsonstat", {}
    dataset.save()
    data = jsonstat("2024", "2025").replace(b"Tid", b"Naar").replace(b"Region", b"Sted")
    assert shown_rows(analyst, dataset.slug, data).status_code == 302
    answer = send(analyst, "reading", dataset.slug, {})
    assert "Velg den dimensjonen som er tid" in answer.content.decode()
    send(analyst, "reading", dataset.slug, {"time": "Naar", "area": "Sted"})
    dataset.refresh_from_db()
    assert dataset.mapping == {"time": "Naar", "area": "Sted"}
    vintage = importing.read(importing.take_in(dataset, data, by=None, at=AT), at=AT)
    assert vintage.fresh == 2


def test_the_newest_file_is_a_sample_too_and_one_that_is_none_changes_nothing(
    analyst, dataset, bring
):
    bring("3909;2024;10,5")
    assert send(analyst, "sample", dataset.slug, {"newest": "true"}).status_code == 302
    dataset.refresh_from_db()
    before = dataset.sample
    assert before["names"] == ["Kommune", "År", "Andel"]
    for data, sentence in [
        (b"PK\x03\x04cut off", "kuttet av"),
        (b"<!doctype html>", "en nettside og ingen tall"),
        (b"a;a\n1;2\n", "eget navn"),
        (bytes(50_000_001), "større enn 50 MB"),
    ]:
        answer = shown_rows(analyst, dataset.slug, data)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    dataset.refresh_from_db()
    assert dataset.sample == before


def test_an_indicator_of_an_unknown_area_is_refused(analyst, dataset, bring):
    bring("3909;2024;10,5", "0;2024;11")
    told = SHOWN | {"breakdown": "[]", "own_code": "39O9", "beside": "0 Landet\n4001 Porsgrunn"}
    answer = send(analyst, "add_indicator", dataset.slug, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ingen tall i tabellen er om 39O9. Den har 0, 3909." in page
    assert "Ingen tall i tabellen er om 4001" in page
    assert not Indicator.objects.exists()


def test_an_indicator_is_changed_in_its_words(analyst, dataset, bring):
    made = indicators.indicator(dataset=dataset)
    bring("3909;2024;10,5", "0;2024;11")
    page = analyst.get(reverse("indicators:change_indicator", args=[made.slug])).content.decode()
    assert "0 Landet" in page
    told = SHOWN | {"breakdown": "[]", "beside": "0 Hele landet"}
    assert send(analyst, "change_indicator", made.slug, told).status_code == 302
    made.refresh_from_db()
    assert (made.name["en"], made.beside[0]["name"]) == ("Well-being", "Hele landet")


def test_an_indicator_that_a_colleague_has_changed_meanwhile_is_not_written_over(analyst, dataset):
    made = indicators.indicator(dataset=dataset)
    page = analyst.get(reverse("indicators:change_indicator", args=[made.slug]))
    told = SHOWN | {"breakdown": "[]", "seen": page.context["seen"]}
    assert (
        send(analyst, "change_indicator", made.slug, told | {"name_nb": "Først"}).status_code == 302
    )
    late = send(analyst, "change_indicator", made.slug, told | {"name_nb": "Sist"})
    assert late.status_code == 422
    assert "En kollega har lagret" in late.content.decode()
    made.refresh_from_db()
    assert made.name["nb"] == "Først"
    again = told | {"name_nb": "Sist", "seen": late.context["seen"]}
    assert send(analyst, "change_indicator", made.slug, again).status_code == 302


def test_a_figure_of_groups_is_not_shown_for_a_part_of_the_city(analyst, dataset, bring):
    bring("39090101;2024;10,5", "3909;2024;11")
    told = SHOWN | {"breakdown": "[]", "municipality_only": "on"}
    assert send(analyst, "add_indicator", dataset.slug, told).status_code == 422
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(("direction", "sent"), [("less", 422), ("more", 422), ("neither", 302)])
def test_parts_of_the_city_are_not_ranked_by_a_drawing(analyst, dataset, bring, direction, sent):
    bring("3909;2024;10", "39090101;2024;10,5", "39090102;2024;11")
    told = SHOWN | {"breakdown": "[]", "direction": direction, "beside": "39090101 A\n39090102 B"}
    answer = send(analyst, "add_indicator", dataset.slug, told)
    assert answer.status_code == sent
    assert ("Deler av kommunen tegnes ikke" in answer.content.decode()) is (sent == 422)


@pytest.mark.parametrize("unit", ["percent", "share"])
def test_what_came_before_anybody_said_that_it_is_a_share_is_looked_at_too(
    analyst, kari, dataset, bring, unit
):
    bring("3909;2024;140")
    told = SHOWN | {"breakdown": "[]", "unit": unit}
    answer = send(analyst, "add_indicator", dataset.slug, told)
    assert answer.status_code == 422
    assert "140 (3909, 2024) er ingen andel" in answer.content.decode()
    assert send(analyst, "add_indicator", dataset.slug, told | {"unit": "count"}).status_code == 302
    made = Indicator.objects.get()
    assert send(analyst, "change_indicator", made.slug, told).status_code == 422
    corrected = bring("3909;2024;0,14", at=timezone.now())
    importing.keep(corrected, by=kari, at=timezone.now())
    assert send(analyst, "change_indicator", made.slug, told).status_code == 302


@pytest.mark.parametrize("codes", [("LV01", "LV02"), ("1", "2")])
def test_parts_with_short_codes_of_their_own_are_not_ranked_either(analyst, dataset, bring, codes):
    one, other = codes
    AreaFactory(code=one, name="Vika")
    AreaFactory(code=other, name="Åsen")
    bring("3909;2024;10", f"{one};2024;10,5", f"{other};2024;11")
    told = SHOWN | {"breakdown": "[]", "direction": "less", "beside": f"{one} A\n{other} B"}
    answer = send(analyst, "add_indicator", dataset.slug, told)
    assert answer.status_code == 422
    assert "Deler av kommunen tegnes ikke" in answer.content.decode()


@pytest.mark.parametrize("title", ["Koder", "Steder"])
def test_a_table_gets_no_address_that_another_page_has(analyst, title):
    analyst.post(ADD, NEW | {"title": title})
    made = Dataset.objects.get()
    page = analyst.get(reverse("indicators:dataset", args=[made.slug]))
    assert page.context["dataset"] == made


def test_an_area_split_in_three_waits_for_somebody(dataset, bring):
    """The old code is gone and three new ones are there: none of it is shown before it is known."""
    indicators.indicator(dataset=dataset)
    bring("3909;2024;10")
    split = bring("3961;2025;1", "3962;2025;2", "3963;2025;3", at=timezone.now())
    reasons = {one["code"] for one in split.reasons}
    assert (split.state, split.vanished) == ("waiting", 1)
    assert {"unknown_areas", "not_about_us"} <= reasons
