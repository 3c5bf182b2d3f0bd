"""Before real use: what is missing is said, recorded and signed off, and then names are taken."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kominn.concerns.models import Concern
from kominn.law import starter
from kominn.law.models import Approval
from tests.browser.conftest import answer, click, digits, enter_as, go_on_until, press
from tests.browser.pictures import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NAMES = "Eli i 9B"


def record(page, kind: Approval.Kind, *, years: int) -> None:
    today = timezone.localdate()
    page.goto("/lov/godkjenning/")
    page.check(f"input[name=kind][value={kind}]")
    page.fill("input[name=decided_by]", "Kommunedirektøren")
    page.fill("input[name=decided_on]", (today - timedelta(days=3)).isoformat())
    page.fill("input[name=valid_until]", (today + timedelta(days=365 * years)).isoformat())
    page.fill("textarea[name=reference]", "Sak 26/114 i arkivet")


def test_a_city_begins_to_take_names_when_law_is_recorded(visit, mottak, ada, per):
    starter.begin(at=timezone.now())
    Approval.objects.all().delete()
    cache.clear()
    reporter, office, officer = visit("phone"), visit("wide"), visit("wide")

    # Someone began while law allowed it; now it does not. Nothing is lost.
    reporter.goto("/meld/")
    go_on_until(reporter, "about")
    assert reporter.locator("input[value=known]").count() == 0
    take(reporter, "uten-navn")
    go_on_until(reporter, "files")
    assert reporter.locator("textarea[name=names]").count() == 0

    # Ada records what was decided; Per signs off a rule he has read.
    enter_as(office, ada)
    office.goto("/lov/")
    assert "Vi tar ikke imot navngitte personer" in office.inner_text("main")
    record(office, Approval.Kind.DPIA, years=2)
    take(office, "godkjenning", height=860)
    click(office, "main form button")
    record(office, Approval.Kind.LEGAL_BASIS, years=4)
    click(office, "main form button")
    assert "Vi tar imot navngitte personer" in office.inner_text("main")
    enter_as(officer, per)
    officer.goto("/lov/")
    click(officer, "a[href='/lov/lagring/spam/signer/']")
    click(officer, "main form button")
    assert "Regelen er godkjent." in officer.inner_text("body")
    office.goto("/lov/")
    take(office, "lov", height=1180)
    cache.clear()

    # Now the box for names is there; it closes again when the approval ends.
    reporter.goto("/meld/")
    go_on_until(reporter, "names", about="known")
    answer(reporter, names=NAMES)
    office.goto("/lov/")
    click(office, "a[href$='/avslutt/']")
    click(office, "main form button")
    cache.clear()
    press(reporter, "next")
    assert "Vi kan ikke ta imot navn her ennå" in reporter.title()
    assert NAMES in reporter.inner_text("main")
    take(reporter, "stoppet")
    press(reporter, "unname:names")
    go_on_until(reporter, "")
    assert not re.search(NAMES, reporter.inner_text("main"))
    press(reporter, "send")
    assert digits(reporter)
    assert Concern.objects.count() == 1
