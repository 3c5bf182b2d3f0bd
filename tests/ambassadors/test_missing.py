"""Who is missing, said as names of places and never of people; and how somebody new is invited."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.ambassadors import few, statistics
from kominn.ambassadors.actions import passports
from kominn.ambassadors.models import Passport
from tests.factories.ambassadors import passport
from tests.factories.concerns import AreaFactory
from tests.wording import wording

pytestmark = pytest.mark.django_db
HOME = "/ungdom/ambassador/her/"


@pytest.fixture
def places(marit):
    """Fyrodden wants eight and has two, Skårvika wants five and has five, Nes wants none."""
    fyrodden, skarvika, nes = (
        AreaFactory(name=name, population=900) for name in ("Fyrodden", "Skårvika", "Nes")
    )
    passports.set_targets({fyrodden: 8, skarvika: 5, nes: 0}, by=marit, at=timezone.now())
    for area, people in ((fyrodden, 2), (skarvika, 5)):
        for _time in range(people):
            passport(area=area)


def test_the_place_that_lacks_is_named_and_no_number_with_it(places, phone):
    _held, code = passport()
    page = phone(code).get(HOME).content.decode()
    assert wording("Fewest come from here. Do you know somebody?") in page
    assert "Fyrodden" in page
    assert "Skårvika" not in page


def test_staff_see_multiples_of_five_and_never_two(places, desk):
    found = desk.get("/ambassadorer/").context["counts"]
    _fyrodden, nes, skarvika = found.areas
    assert (nes.people, skarvika.people) == (0, 5)
    every = [*found.areas, *found.steps, *found.bands, *found.genders]
    assert {one.people % few.BASE for one in every} == {0}
    assert desk.get("/ambassadorer/").context["counts"] == found, "read twice, it says no more"


def test_the_rows_are_the_same_whoever_is_there():
    def rows():
        return [one.name for one in statistics.counts(timezone.localdate()).bands]

    nobody = rows()
    passport(age=16)
    assert rows() == nobody
    held, _code = passport(age=16)
    Passport.objects.filter(pk=held.pk).update(born=1990)
    assert rows() == nobody


def test_what_is_wanted_is_set_by_those_who_lead(places, desk):
    page = desk.get("/ambassadorer/regler/")
    sent = {field.name: 3 for field in page.context["targets"]} | {"part": "targets"}
    assert desk.post("/ambassadorer/regler/", sent).status_code == 302
    assert {one.wanted for one in statistics.counts(timezone.localdate()).areas} == {3}


def test_the_poster_is_a_sheet_that_says_nothing_of_its_printer(phone):
    held, code = passport()
    pdf = phone(code).get(f"{HOME}plakat.pdf").content
    assert pdf.startswith(b"%PDF")
    assert held.locator.encode() not in pdf


def test_a_page_costs_the_same_however_many_there_are(
    places, desk, phone, django_assert_max_num_queries
):
    _held, code = passport()
    browser = phone(code)
    browser.get(HOME)
    with django_assert_max_num_queries(20):
        browser.get(HOME)
    for _time in range(10):
        passport()
    with django_assert_max_num_queries(20):
        browser.get(HOME)
    with django_assert_max_num_queries(30):
        desk.get("/ambassadorer/")
