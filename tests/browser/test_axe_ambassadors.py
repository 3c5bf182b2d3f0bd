"""The pages of ambassadors, of guardians and of those who lead them, looked at by axe."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.allin.states import State
from kominn.allin.team_card import first_card
from kominn.ambassadors import pacing
from kominn.ambassadors.access import COOKIE
from kominn.ambassadors.actions import consents, credits, deeds, passports
from kominn.ambassadors.models import Covers, Deed
from tests.browser.conftest import enter_as
from tests.factories import ambassadors
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, start

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
YOUNG = "/ungdom/ambassador/"
HOME = f"{YOUNG}her/"
LEAD = "/ambassadorer/"


@pytest.fixture(autouse=True)
def _nothing_counted():
    pacing.by_place.buckets.clear()
    pacing.by_passport.buckets.clear()
    yield
    pacing.by_place.buckets.clear()
    pacing.by_passport.buckets.clear()


@pytest.fixture
def marit(lagenvik):
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def helper(marit):
    """A helper with a badge, something that waits, and something sent back; and the digits."""
    held, code = ambassadors.passport()
    ambassadors.trained(held, by=marit, signed=1)
    passports.ask_for_step(held)
    held = passports.give_step(held, by=marit, at=timezone.now())
    today = timezone.localdate()
    for _time in range(2):
        told = deeds.tell(held, Deed.Kind.MADE, done_on=today, minutes=60, today=today)
    deeds.send_back(told, Deed.Why.HOURS, by=marit, at=timezone.now())
    passports.say_about_me(held, area=None, first_name="Nora", email="", today=today)
    return held, code


def carry(page, code) -> None:
    page.context.add_cookies(
        [{"name": COOKIE, "value": code.digits, "domain": "localhost", "path": "/"}]
    )


def test_the_pages_of_ambassadors_hold(begin, marit, helper):
    held, code = helper
    badge = held.badges.get()
    met = ambassadors.gathering(by=marit)
    walk = begin("ambassadors", "phone")
    page = walk.page
    walk.to(YOUNG, f"{YOUNG}apne/", f"{YOUNG}begynn/{met.code}/", closely=True)
    page.select_option("select[name=born]", str(ambassadors.band(16)))
    page.check("input[name=old_enough]")
    walk.click("main form button")
    walk.look(closely=True)
    carry(page, code)
    walk.to(HOME, f"{HOME}oppmote/", f"{HOME}kurs/safety/", f"{HOME}gjort/", closely=True)
    walk.to(f"{HOME}meg/", f"{HOME}merke/{badge.pk}/", f"{HOME}slett/", closely=True)
    walk.to("/merke/", f"/merke/{badge.pk}/", closely=True)
    shown = concept(start(by=marit), name="Sjøbod for alle", state=State.SHOWN)
    credits.ask(shown, "Amina", today=timezone.localdate())
    walk.to(f"/ungdom/kort/{first_card(shown)}/navn/", closely=True)
    page.context.clear_cookies()
    child, child_code = ambassadors.passport(age=13)
    carry(page, child_code)
    walk.to(f"{HOME}meg/")
    walk.click("form[action$='lenke/'] button")
    walk.look(closely=True)
    consents.say_yes(child, [Covers.NAME], today=timezone.localdate())
    walk.to(page.locator("main a[href*='foresatt']").get_attribute("href"), closely=True)
    walk.click("form:has(input[value=no]) button")
    pacing.by_place.per_hour, before = 1, pacing.by_place.per_hour
    page.context.clear_cookies()
    try:
        for _time in range(3):
            page.goto(f"{YOUNG}foresatt/nei/")
        walk.to(f"{YOUNG}begynn/")
    finally:
        pacing.by_place.per_hour = before
    pacing.by_place.buckets.clear()
    consents.say_yes(child, [Covers.NAME], today=timezone.localdate())
    enter_as(page, marit)
    waits = held.deeds.get(sign="waiting")
    walk.to(LEAD, f"{LEAD}pass/{held.pk}/", f"{LEAD}pass/{child.pk}/", closely=True)
    walk.to(f"{LEAD}gjort/{waits.pk}/", f"{LEAD}samling/", f"{LEAD}samling/{met.pk}/", closely=True)
    walk.to(f"{LEAD}gi/", f"{LEAD}regler/", f"{LEAD}navn/", closely=True)


def test_the_pages_of_ambassadors_hold_in_arabic(begin, helper, marit, all_languages):
    _held, code = helper
    ambassadors.gathering(by=marit)
    walk = begin("", "phone", locale="ar")
    walk.to(f"/ar{YOUNG}", f"/ar{YOUNG}begynn/", f"/ar{YOUNG}apne/", "/ar/merke/")
    carry(walk.page, code)
    walk.to(f"/ar{HOME}", f"/ar{HOME}meg/", f"/ar{HOME}gjort/", closely=True)
