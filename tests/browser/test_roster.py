"""A coordinator writes the roster, a reader is away, and the gap is there for both to see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from kominn.roster import actions as roster
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def write_days(page, first: dt.date, last: dt.date) -> None:
    page.fill("input[name=first_day]", first.isoformat())
    page.fill("input[name=last_day]", last.isoformat())


def test_a_week_each_two_days_away_and_one_gap(visit, mottak, inga, kari, leif):
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    next_week, after = monday + dt.timedelta(weeks=1), monday + dt.timedelta(weeks=3)
    coordinator, reader = visit("wide"), visit("phone")

    enter_as(coordinator, kari)
    coordinator.goto("/vakt/krise/")
    coordinator.select_option("select[name=user]", str(leif.pk))
    click(coordinator, "main form:has(select) button")
    coordinator.goto("/vakt/team/mottak/uker/")
    for box in coordinator.locator("input[name=users]").all():
        box.check()
    click(coordinator, "main form button")
    assert coordinator.locator("main li:has(form)").count() == 8

    enter_as(reader, inga)
    reader.goto("/vakt/fravaer/")
    write_days(reader, next_week + dt.timedelta(days=2), next_week + dt.timedelta(days=3))
    reader.select_option("select[name=deputy]", str(kari.pk))
    click(reader, "main form:has(select) button")
    write_days(reader, after, after + dt.timedelta(days=4))
    click(reader, "main form:has(select) button")
    assert fits(reader)
    take(reader, "fravaer", height=900)

    coordinator.goto("/vakt/")
    said = coordinator.inner_text("main")
    assert "Inga er borte uten stedfortreder" in said
    assert "Kari er stedfortreder" in said
    take(coordinator, "vakt", height=1100)
    coordinator.goto("/vakt/team/mottak/ark/")
    take(coordinator, "vaktark", height=900)
    coordinator.goto("/mandag/")
    assert "Hull framover" in coordinator.inner_text("main")


def test_the_hours_are_changed_and_the_form_promises_by_them(visit, mottak, inga, kari):
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today + dt.timedelta(days=30)}
    roster.put_on_duty(mottak, inga, **days, night=False, by=kari, at=timezone.now())
    coordinator, reporter = visit("phone"), visit("phone")
    enter_as(coordinator, kari)
    coordinator.goto("/vakt/")
    click(coordinator, "main a[href$='/timer/']")
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        coordinator.fill(f"input[name={day}_0_from]", "07:15")
        coordinator.fill(f"input[name={day}_0_until]", "07:45")
    assert fits(coordinator)
    take(coordinator, "vakttider", height=900)
    click(coordinator, "main form button")
    assert "Tidene er endret." in coordinator.inner_text("body")

    cache.clear()
    reporter.goto("/meld/")
    assert "fra kl. 07.15" in reporter.inner_text("main")
