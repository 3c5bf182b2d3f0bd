from datetime import date

import pytest

from kominn.plan.models import FocusArea
from kominn.portrait.models import Area, City, Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    city = City.objects.create(
        pk=1,
        slug="vik",
        name="Vik",
        kind=City.Kind.DEMO,
        about={"nb": "En by ved havet.", "en": "A town by the sea."},
        population=48120,
        population_on=date(2026, 1, 1),
        population_source="Oppdiktet",
    )
    for slug, phone, kind, invented in (
        ("politi", "112", Contact.Kind.POLICE_EMERGENCY, False),
        ("kommunen", "01 00 00 02", Contact.Kind.CITY, True),
    ):
        city.contacts.create(slug=slug, phone=phone, kind=kind, invented=invented, source="x")
    FocusArea.objects.create(
        slug="dialog", name={"nb": "Dialog", "en": "Dialogue"}, summary={"nb": "Vi snakker."},
        invented=True,
    )  # fmt: skip
    return city


@pytest.mark.parametrize("address", ["/", "/nn/", "/en/"])
def test_the_front_page_opens_in_each_of_the_site_s_languages(browse, city, address):
    page = browse.get(address).content.decode()
    assert "<title>" in page
    assert "KomINN Vik" in page


def test_the_front_page_speaks_of_the_city_in_the_reader_s_language(browse, city):
    page = browse.get("/en/").content.decode()
    assert "A town by the sea." in page
    assert "Dialogue" in page
    assert "Vi snakker." in page, "what is not translated is shown in Bokmål"


def test_emergency_numbers_come_before_everything_one_can_do_here(browse, city):
    page = browse.get("/").content.decode()
    assert page.index('href="tel:112"') < page.index('class="door"')


def test_an_invented_number_can_not_be_dialled(browse, city):
    assert "tel:0100" not in browse.get("/").content.decode()


def test_the_front_page_asks_the_database_a_fixed_number_of_times(
    browse, city, django_assert_max_num_queries
):
    for number in range(30):
        Area.objects.create(
            slug=f"a{number}", code=str(number), name=f"Vik {number}", population=100,
            population_on=date(2026, 1, 1), source="x",
        )  # fmt: skip
    browse.get("/")
    with django_assert_max_num_queries(5):
        browse.get("/")


@pytest.mark.parametrize("address", ["/personvern/", "/tilgjengelighet/"])
def test_what_we_owe_visitors_stands_in_the_foot_of_the_page(browse, city, address):
    assert f'href="{address}"' in browse.get("/").content.decode()
    assert browse.get(address).status_code == 200


def test_a_visitor_gets_no_cookie(browse, city):
    browse.get("/")
    browse.get("/personvern/")
    assert not browse.cookies


def test_a_page_that_is_not_there_says_so_in_the_reader_s_language(browse, city):
    answer = browse.get("/en/nowhere/")
    assert answer.status_code == 404
    assert '<html lang="en"' in answer.content.decode()


def test_where_nobody_reads_yet_nobody_is_asked_to_write(browse, city):
    page = browse.get("/en/").content.decode()
    main = page[page.index("<main") : page.index("</main")]

    assert "You can’t tell us about a worry here yet" in main
    assert 'href="/en/meld/"' not in main
    assert 'href="#numbers"' in main


def test_where_somebody_reads_the_way_to_tell_comes_first(browse, city, intake_team):
    main = browse.get("/en/").content.decode().split("<main")[1]

    assert 'href="/en/meld/"' in main
    assert "You can’t tell us" not in main
