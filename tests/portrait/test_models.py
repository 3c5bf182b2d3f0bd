"""What must never be false of the city, and its words in the reader's language."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from kominn.config import profiles
from kominn.core.templatetags.words import in_my_language
from kominn.core.wording import in_language
from kominn.portrait.models import Area, City, Contact, Service
from kominn.portrait.templatetags.portrait import site

DAY = date(2026, 1, 1)


def area(slug, code="1", **fields):
    return Area.objects.create(
        slug=slug, code=code, name=slug, population=1, population_on=DAY, source="x", **fields
    )


@pytest.mark.django_db
def test_there_is_one_city():
    profiles.load("lagenvik")
    with pytest.raises(IntegrityError, match="city_stands_alone"):
        City.objects.create(
            pk=2, slug="to", name="To", kind="demo", population=1, population_on=DAY
        )


@pytest.mark.django_db
def test_the_current_city_costs_one_query(django_assert_num_queries):
    profiles.load("lagenvik")
    with django_assert_num_queries(1):
        assert City.objects.current().invented


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"code": "1"},
        {"code": "2", "tile_column": 0, "tile_row": 0},
        {"code": "2", "tile_column": 1},
        {"code": "2", "centre_longitude": 10.0},
        {"code": "2", "valid_from": DAY, "valid_to": DAY},
    ],
)
def test_what_the_database_refuses_of_an_area(fields):
    area("a", tile_column=0, tile_row=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        area("b", **fields)


@pytest.mark.django_db
def test_a_code_and_a_tile_are_free_again_when_an_area_has_ended():
    area("gammel", tile_column=0, tile_row=0, valid_to=date(2024, 1, 1))
    area("ny", tile_column=0, tile_row=0, valid_from=date(2024, 1, 1))
    on = {day.year: list(Area.objects.current(day)) for day in (date(2023, 12, 31), DAY)}
    assert [a.slug for a in on[2023]] == ["gammel"]
    assert [a.slug for a in on[2026]] == ["ny"]


@pytest.mark.django_db
def test_a_number_is_named_in_the_readers_language_and_dialled_without_spaces():
    profiles.load("lagenvik")
    intake = Contact.objects.get(slug="mottaket")
    with translation.override("en"):
        assert (intake.label, str(intake)) == (
            "Intake for concerns",
            "Intake for concerns 01 00 00 03",
        )
        assert intake.hours_now == "Weekdays 08:00–15:30"
        assert Contact.objects.get(slug="politi-nod").label == "Police, in an emergency"
        assert Contact.objects.get(slug="politi-nod").hours_now == "Day and night"
        assert "116 111" in Contact.objects.get(slug="barnevern").hours_now
    with translation.override("nn"):
        assert intake.label == "Mottaket for bekymringar"
    assert Contact.objects.get(slug="alarmtelefonen").dial == "116111"


@pytest.mark.django_db
def test_things_are_called_by_their_names():
    profiles.load("lagenvik")
    assert str(City.objects.current()) == "Lågenvik"
    assert str(Area.objects.get(code="LV01")) == "Lågenvik sentrum"
    service = Service.objects.get(slug="tolketjenesten")
    assert (str(service), service.name_in("en")) == ("Tolketjenesten", "Interpreting service")
    assert str(Area.objects.get(code="LV01").neighbourhoods.get()) == "Lågenvik sentrum"


def test_a_missing_language_falls_back_to_bokmal_then_to_any():
    assert in_language({"nb": "by", "en": "city"}, "pl") == "by"
    assert in_language({"en": "city"}, "pl") == "city"
    assert in_language({"nb": "", "en": "city"}, "nb") == "city"
    assert in_language({}, "nb") == ""
    with translation.override("en"):
        assert in_my_language({"nb": "by", "en": "city"}) == "city"


def test_a_source_is_shown_by_its_site_or_as_it_stands():
    assert site("https://www.larvik.kommune.no/politikk/") == "larvik.kommune.no"
    assert site("SSB, folkemengde") == ""
    assert site("http://example.org") == ""
