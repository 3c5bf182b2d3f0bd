"""What everybody may read of concerns: each quarter once, rounded, when it is well over.

A table that grows, or that is corrected, tells of one person when it is compared with the one
before (see `citystats.disclosure.releases`). So quarters do not overlap, each is rounded by itself
and kept as it was told, and a concern told of late, moved or taken back changes nothing in it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

from django.db import transaction

from citystats.disclosure.rounding import round_counts
from citystats.disclosure.terms import THRESHOLD
from kominn.audit.actions import SYSTEM, record
from kominn.concerns.statistics import by_quarter, first_week
from kominn.concerns.themes import Theme
from kominn.core.serverkey import server_keys
from kominn.core.worktime import day_of
from kominn.portrait.models import Area, PublishedCount, PublishedTable

BASE = THRESHOLD
WAIT = dt.timedelta(weeks=4)
"""So that what came last is read and sorted, and no news of the day shows in the numbers."""

PURPOSE = "published counts"
CONCERNS = PublishedTable.Subject.CONCERNS


def publish_due(*, at: dt.datetime) -> int:
    """Publish each quarter that has been over for some weeks and is not told yet; how many."""
    today, first = day_of(at), first_week()
    if first is None:
        return 0
    told = set(PublishedTable.objects.of(CONCERNS).values_list("first_day", flat=True))
    due = [quarter for quarter in _quarters_over(first, today) if quarter not in told]
    for quarter in due:
        _publish(quarter, at=at)
    return len(due)


def quarter_of(day: dt.date) -> dt.date:
    """Its first day."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def last_of(quarter: dt.date) -> dt.date:
    return quarter_of(quarter + dt.timedelta(days=100)) - dt.timedelta(days=1)


def _quarters_over(first: dt.date, today: dt.date) -> list[dt.date]:
    found, quarter = [], quarter_of(first)
    while last_of(quarter) + WAIT < today:
        found.append(quarter)
        quarter = last_of(quarter) + dt.timedelta(days=1)
    return found


@transaction.atomic
def _publish(quarter: dt.date, *, at: dt.datetime) -> None:
    table = PublishedTable.objects.create(
        subject=CONCERNS,
        first_day=quarter,
        last_day=last_of(quarter),
        published_on=day_of(at),
        base=BASE,
    )
    PublishedCount.objects.bulk_create(_rounded(table))
    record("counts.published", "city", by=SYSTEM, at=at, detail={"from": quarter.isoformat()})


def _rounded(table: PublishedTable) -> list[PublishedCount]:
    """Each area, and none, by each theme; nought is not kept."""
    areas = {"": None, **{area.slug: area for area in Area.objects.by_name().only("slug")}}
    counts: Counter[tuple[str, str]] = Counter()
    for one in by_quarter(table.first_day, table.last_day):
        counts[one.area, one.theme] += one.told
    themes = sorted({*Theme.values, *(theme for _, theme in counts)})
    shown = round_counts(
        [[counts[area, theme] for theme in themes] for area in areas],
        base=table.base,
        rng=_chance(table.first_day),
    )
    return [
        PublishedCount(table=table, area=area, theme=theme, shown=number)
        for area, row in zip(areas.values(), shown.counts, strict=True)
        for theme, number in zip(themes, row, strict=True)
        if number
    ]


def _chance(quarter: dt.date) -> Random:
    """Drawn from the server key: nobody can draw it again, and we draw the same twice."""
    return Random(server_keys().subkey(PURPOSE) + quarter.isoformat().encode())
