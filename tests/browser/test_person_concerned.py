"""The person concerned on real pages: told, answering, and a mother who asks for a copy."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.law import starter
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take
from tests.factories import casework

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEN = "Hun sitter alene på brua etter trening. Torstein Eksempel går forbi uten å hilse."
OWN = "Jeg liker å sitte der. Ikke si det til mamma."
VIEW = "Hun vil at mor skal få vite om hjelpen, men ikke det hun selv har sagt."


@pytest.fixture
def concern(mottak, inga, kari):
    starter.begin(at=timezone.now())
    return casework.shared(inga, kari, by=kari, seen=SEEN)


def test_a_girl_is_told_and_answers_and_her_mother_gets_what_she_has_said_yes_to(
    visit, concern, kari
):
    here = f"/innboks/{concern.pk}/den-det-gjelder/"
    office, phone = visit("wide"), visit("phone")
    enter_as(office, kari)
    office.goto(here)
    office.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    office.check("form[action$='/varsel/'] input[value=person]")
    office.check("form[action$='/varsel/'] input[value=talk]")
    click(office, "form[action$='/varsel/'] button")
    office.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    office.check("form[action$='/svar/'] input[value=rebuttal]")
    office.select_option("form[action$='/svar/'] select", "answer:seen")
    office.fill("form[action$='/svar/'] textarea", OWN)
    click(office, "form[action$='/svar/'] button")
    assert OWN in office.inner_text("main")
    assert fits(office)
    take(office, "den-det-gjelder", height=1000)

    office.goto(f"{here}innsyn/")
    office.check("input[name=for_whom][value=guardian]")
    office.check("input[name=age][value=from_15]")
    office.fill("textarea[name=view]", VIEW)
    office.fill("input[name=to_whom]", "Mor")
    click(office, "main form button")
    assert "Torstein Eksempel" in office.inner_text("main strong[dir=auto]")
    assert office.is_checked("input[name^=take_said][value=out]")
    take(office, "kopi", above="h1", height=1100)
    office.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    for choice in office.locator("input[type=radio][value=whole]:not([name^=take_said])").all():
        choice.check()
    for tick in office.locator("main input[type=checkbox]").all():
        tick.check()
    assert fits(office)
    click(office, "main form button")
    sheet = office.inner_text("article")
    assert "Hun sitter alene på brua" in sheet
    assert OWN not in sheet

    enter_as(phone, kari)
    for address in (here, f"{here}innsyn/"):
        phone.goto(address)
        assert fits(phone)
