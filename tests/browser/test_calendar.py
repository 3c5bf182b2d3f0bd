"""The activity calendar in a real browser: looked at by axe, and read without a network."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.activities import actions
from tests.browser.conftest import enter_as
from tests.factories.accounts import UserFactory
from tests.factories.activities import arranged, invited

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marit(lagenvik):
    return UserFactory(name="Marit", roles=["facilitator"])


def test_the_pages_of_the_calendar_hold(begin, marit):
    organiser, token = invited(by=marit)
    shown = arranged(organiser, by=marit, equipment="Skøyter")
    arranged(organiser, by=marit, title="Dyrere ting", price_ore=5000)
    waits = arranged(organiser, title="Ny ting")
    refused = arranged(organiser, title="Feil ting")
    actions.refuse(refused, "Hvem er den voksne?", by=marit, at=timezone.now())
    walk = begin("calendar", "phone")
    walk.to("/aktiviteter/", f"/aktiviteter/{shown.pk}/", closely=True)
    walk.to("/aktiviteter/?gratis=1&nar=uke", "/aktiviteter/?jenter=1", closely=True)
    walk.to(f"/arrangor/{token}/", f"/arrangor/{token}/{waits.pk}/", closely=True)
    walk.page.goto(f"/arrangor/{token}/")
    walk.page.eval_on_selector("form:has([value=propose])", "form => { form.noValidate = true }")
    walk.click("button[value=propose]")
    enter_as(walk.page, marit)
    walk.to("/kalenderbord/", f"/kalenderbord/{waits.pk}/", closely=True)


def test_the_calendar_holds_in_arabic(begin, marit, all_languages):
    organiser, _token = invited(by=marit)
    shown = arranged(organiser, by=marit)
    walk = begin("", "phone", locale="ar")
    walk.to("/ar/aktiviteter/", f"/ar/aktiviteter/{shown.pk}/", closely=True)


def test_without_a_network_the_phone_shows_what_it_saw_and_says_how_old_it_is(visit, marit):
    organiser, _token = invited(by=marit)
    shown = arranged(organiser, by=marit)
    never_seen = arranged(organiser, by=marit, title="Aldri åpnet")
    page = visit("phone")
    page.goto("/aktiviteter/")
    assert page.locator("[data-kept]").is_hidden()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/aktiviteter/")
    page.goto(f"/aktiviteter/{shown.pk}/")
    page.context.set_offline(True)
    page.goto("/aktiviteter/")
    assert "Åpen hall" in page.inner_text("main")
    assert page.locator("[data-kept=yes]").is_visible()
    assert str(timezone.localdate().year) in page.inner_text("[data-kept=yes]")
    page.goto(f"/aktiviteter/{shown.pk}/")
    assert "Fjellhallen" in page.inner_text("main")
    page.goto(f"/aktiviteter/{never_seen.pk}/")
    assert "Åpen hall" in page.inner_text("main"), "the list is shown instead"
    page.context.set_offline(False)
    page.goto("/aktiviteter/")
    assert page.locator("[data-kept]").is_hidden()


def test_it_works_without_javascript(visit, marit):
    organiser, _token = invited(by=marit)
    arranged(organiser, by=marit)
    arranged(organiser, by=marit, title="Bare for jenter", girls_only=True)
    page = visit("phone", scripts=False)
    page.goto("/aktiviteter/")
    page.click("text=Gratis")
    assert "gratis=1" in page.url
    assert "Åpen hall" in page.inner_text("main")
