"""What everybody may read: each quarter once, rounded, and never changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kominn.audit.models import Event
from kominn.concerns.models import Concern
from kominn.concerns.publishing import BASE, last_of, publish_due, quarter_of
from kominn.concerns.states import Theme
from kominn.core.worktime import NORWAY
from kominn.portrait.models import Area, PublishedCount, PublishedTable
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory

pytestmark = pytest.mark.django_db

MAY = dt.datetime(2026, 5, 4, 6, 0, tzinfo=NORWAY)


@pytest.fixture
def torget(intake):
    return Area.objects.get(slug="torget")


def told(number, area=None, theme=Theme.PLACE, **wishes):
    """Many concerns at once: the first goes through the deeds, the others are its likes."""
    first = ConcernFactory(area=area, **wishes)
    Concern.objects.filter(pk=first.pk).update(theme=theme)
    kept = Concern.objects.filter(pk=first.pk).values().get()
    for n in range(1, number):
        mark = f"{Concern.objects.count()}-{n}"
        kept |= {"locator": mark[:8], "submission": mark.encode()}
        kept.pop("id", None)
        Concern.objects.create(**kept)


def shown():
    return {
        (one.area.slug if one.area else "", one.theme): one.shown
        for one in PublishedCount.objects.select_related("area")
    }


def test_a_quarter_is_told_some_weeks_after_its_end_and_only_once(torget):
    told(12, torget)
    assert publish_due(at=dt.datetime(2026, 4, 28, 6, tzinfo=NORWAY)) == 0
    assert publish_due(at=MAY) == 1
    assert publish_due(at=MAY) == 0

    table = PublishedTable.objects.get()
    assert (table.first_day, table.last_day) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert table.published_on == MAY.date()


def test_every_number_is_a_multiple_of_five_and_within_four(torget):
    told(12, torget)
    told(3, torget, Theme.HATE)
    told(1)
    publish_due(at=MAY)

    assert all(number % BASE == 0 for number in shown().values())
    assert abs(shown()["torget", "place"] - 12) < BASE
    assert abs(sum(shown().values()) - 16) < BASE
    assert abs(sum(n for (area, _), n in shown().items() if area == "torget") - 15) < BASE


def test_what_becomes_known_later_changes_nothing_that_was_told(torget):
    """Or the difference would tell of the one who came late, was moved or took it back."""
    told(12, torget)
    publish_due(at=MAY)
    before = shown()
    told(9, torget)
    Concern.objects.filter(theme=Theme.PLACE).update(theme=Theme.HATE)
    publish_due(at=MAY + 30 * DAY)

    assert shown() == before


def test_the_same_counts_are_drawn_the_same(torget):
    told(12, torget)
    told(7)
    publish_due(at=MAY)
    before = shown()
    PublishedTable.objects.all().delete()
    publish_due(at=MAY)

    assert shown() == before


def test_every_quarter_since_the_first_report_is_told_also_an_empty_one(torget):
    told(6, torget, at=TUESDAY - 200 * DAY)
    told(6, torget)
    assert publish_due(at=MAY) == 3
    assert [t.first_day for t in PublishedTable.objects.of("concerns").latest_first()] == [
        dt.date(2026, 1, 1), dt.date(2025, 10, 1), dt.date(2025, 7, 1),
    ]  # fmt: skip
    assert not PublishedTable.objects.get(first_day=dt.date(2025, 10, 1)).counts.exists()


def test_without_a_report_nothing_is_told(intake):
    assert publish_due(at=MAY) == 0


def test_the_trail_says_which_quarter_was_told(torget):
    told(1, torget)
    publish_due(at=MAY)
    event = Event.objects.get(verb="counts.published")
    assert event.detail == {"from": "2026-01-01"}


def test_a_table_that_cannot_be_attacked_is_not_told_and_the_trail_says_so_once(torget):
    told(12, torget)
    facts = {"population": 1, "population_on": MAY.date(), "source": "Test"}
    Area.objects.bulk_create(
        Area(slug=f"a{n}", code=f"x{n}", name=f"A {n}", **facts) for n in range(2_500)
    )
    assert publish_due(at=MAY) == 0
    assert publish_due(at=MAY + DAY) == 0

    assert not PublishedTable.objects.exists()
    event = Event.objects.get(verb="counts.refused")
    assert event.detail["from"] == "2026-01-01"
    assert "publish a coarser one" in event.detail["why"]


def test_a_period_is_never_published_twice_nor_before_it_is_over(intake):
    facts = {"subject": "concerns", "first_day": dt.date(2026, 1, 1), "base": 5}
    over = {"last_day": dt.date(2026, 3, 31), "published_on": dt.date(2026, 5, 4)}
    PublishedTable.objects.create(**facts, **over)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedTable.objects.create(**facts, **over)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedTable.objects.create(
            **facts | {"first_day": dt.date(2026, 4, 1)}, last_day=dt.date(2026, 6, 30),
            published_on=dt.date(2026, 6, 30),
        )  # fmt: skip


def test_a_number_has_one_place(torget):
    told(12, torget)
    publish_due(at=MAY)
    table = PublishedTable.objects.get()
    for area in (torget, None):
        PublishedCount.objects.update_or_create(
            table=table, area=area, theme="hate", defaults={"shown": 5}
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedCount.objects.create(table=table, area=area, theme="hate", shown=5)


@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), dt.date(2026, 3, 31), dt.date(2024, 2, 29)])
def test_a_quarter_holds_its_days(day):
    assert quarter_of(day) <= day <= last_of(quarter_of(day))
    assert quarter_of(last_of(quarter_of(day))) == quarter_of(day)
