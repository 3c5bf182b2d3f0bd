"""Places people go to: what is there today for everybody, what was there for whoever asks."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kominn.config import profiles
from kominn.portrait.models import Place

pytestmark = pytest.mark.django_db
HEAD = "navn;type;område;adresse;åpent;kilde;fra;til"


@pytest.fixture
def desk(browse, sign_in, kari):
    profiles.load("lagenvik")
    sign_in(browse, kari)
    return browse


def upload(browse, *rows, encoding="utf-8"):
    data = "\n".join([HEAD, *rows]).encode(encoding)
    file = SimpleUploadedFile("steder.csv", data)
    return browse.post(reverse("places:places"), {"file": file})


def test_everybody_sees_what_is_there_today_by_area_and_not_what_has_closed(browse):
    profiles.load("lagenvik")
    page = browse.get("/byen/").content.decode()
    assert "Bryggeparken skole" in page
    assert "Gamlekaia barnehage" not in page
    assert Place.objects.current(date(2025, 7, 31)).filter(slug="gamlekaia-barnehage").exists()


def test_every_place_of_larvik_has_a_public_source_and_says_what_is_in_flux():
    profiles.load("larvik")
    places = Place.objects.all()
    assert places.count() == 10
    assert all(place.source.startswith("http") for place in places)
    assert all("endret siden" in place.note["nb"] for place in places.filter(kind="school"))


def test_a_place_is_added_changed_and_ended_and_stays_known(desk):
    told = {
        "name": "Låven",
        "kind": "meeting",
        "area": "kvernhuslokka",
        "source": "Oppdiktet",
        "valid_from": "2024-01-01",
    }
    desk.post(reverse("places:add"), told)
    place = Place.objects.get(slug="laven")
    page = reverse("places:change", args=[place.slug])
    assert desk.post(page, told | {"valid_to": "2023-01-01"}).status_code == 422
    desk.post(page, told | {"valid_to": "2025-01-01"})
    assert "Låven" not in desk.get("/byen/").content.decode()
    then = desk.get(reverse("places:places"), {"dag": "2024-06-01"}).content.decode()
    assert then.index("Låven") < then.index("Ta inn en fil")
    assert not Place.objects.get(slug="laven").from_profile


def test_what_the_city_has_written_its_profile_does_not_write_over(desk):
    Place.objects.filter(slug="fjordklubben").update(opening="alltid", from_profile=False)
    Place.objects.create(slug="egen", kind="club", name="Egen", source="Oppdiktet")
    Place.objects.create(slug="borte", kind="club", name="Borte", source="x", from_profile=True)
    profiles.load("lagenvik")
    assert Place.objects.get(slug="fjordklubben").opening == "alltid"
    assert Place.objects.filter(slug__in=["egen", "borte"]).get().slug == "egen"


def test_a_file_adds_and_changes_all_places_or_none(desk):
    before = Place.objects.count()
    rows = [
        "Nye barnehage;Barnehage;Kvernhusløkka;Løkka 1;07–17;Kommunen;2024-01-01;",
        "Fjordklubben;klubb;;;søndag;Kommunen;;",
    ]
    assert upload(desk, *rows).status_code == 302
    assert Place.objects.count() == before + 1
    assert Place.objects.get(slug="nye-barnehage").area.slug == "kvernhuslokka"
    assert Place.objects.get(slug="fjordklubben").opening == "søndag"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("A;kirke;;;;Kommunen;;", "Rad 3, kolonne type er ikke en av barnehage, skole"),
        ("A;skole;Narnia;;;Kommunen;;", "Rad 3, kolonne område er ikke et område i dag"),
        ("A;skole;;;;;;", "Rad 3, kolonne kilde er tom"),
        ("A;skole;;;;Kommunen;1.1.2024;", "Rad 3, kolonne fra er ingen dag"),
        ("A;skole;;;;Kommunen;2024-01-01;2023-01-01", "Rad 3, kolonne til er før stedet åpnet"),
        ("Ny;klubb;;;;Kommunen;;", "Rad 3, kolonne navn er det samme stedet som rad 2"),
        ('A;skole;;"x', "anførselstegn"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_where(desk, row, sentence):
    before = list(Place.objects.order_by("pk").values())
    answer = upload(desk, "Ny;klubb;;;;Kommunen;;", row)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert list(Place.objects.order_by("pk").values()) == before


def test_a_file_in_latin_1_or_without_a_column_is_told_of(desk):
    assert "Latin-1" in upload(desk, "Ny;klubb;;;;Språk;;", encoding="latin-1").content.decode()
    file = SimpleUploadedFile("steder.csv", b"navn;type\nA;skole")
    page = desk.post(reverse("places:places"), {"file": file}).content.decode()
    assert "Det er ingen kolonne kilde" in page


def test_places_with_long_names_that_begin_alike_get_addresses_of_their_own(desk):
    begin = "Barnehagen ved den gamle fyrstasjonen ytterst i skjærgården"
    rows = [f"{begin} {n};annet;;;;Oppdiktet;;" for n in range(3)]
    assert upload(desk, *rows).status_code == 302
    assert Place.objects.filter(name__startswith=begin).count() == 3
