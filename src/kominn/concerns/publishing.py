"""What everybody may read of concerns: each quarter once, rounded, when it is well over.

A table that grows, or that is corrected, tells of one person when it is compared with the one
before (see `citystats.disclosure.releases`). So quarters do not overlap, each is rounded by itself
and kept as it was told, and a concern told of late, moved or taken back changes nothing in it.
Every number is rounded, to fives, and not only the small ones to threes: of a large number, too,
nobody who knows all reports but one learns of that one. `portrait.publishing` attacks the table
before anything of it is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

from django.db import transaction

from citystats.disclosure.rounding import round_counts
from citystats.disclosure.terms import THRESHOLD
from kominn.audit.actions import SYSTEM, record
from kominn.audit.models import Event
from kominn.concerns.statistics import by_quarter, first_week
from kominn.concerns.themes import Theme
from kominn.core.serverkey import server_keys
from kominn.core.worktime import day_of
from kominn.portrait.models import Area, PublishedTable
from kominn.portrait.publishing import NotSafe, Numbers, publish

BASE = THRESHOLD
WAIT = dt.timedelta(weeks=4)
"""So that what came last is read and sorted, and no news of the day shows in the numbers."""

PURPOSE = "published counts"
REFUSED = "counts.refused"
LONGEST_REASON = 500
CONCERNS = PublishedTable.Subject.CONCERNS


def publish_due(*, at: dt.datetime) -> int:
    """Publish each quarter that has been over for some weeks and is not told yet; how many."""
    today, first = day_of(at), first_week()
    if first is None:
        return 0
    told = set(PublishedTable.objects.of(CONCERNS).values_list("first_day", flat=True))
    due = [quarter for quarter in _quarters_over(first, today) if quarter not in told]
    return sum(_publish(quarter, at=at) for quarter in due)


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


def _publish(quarter: dt.date, *, at: dt.datetime) -> bool:
    """Whether it could be told; if not, the trail says why, once for each reason."""
    try:
        publish(
            _rounded(quarter),
            subject=CONCERNS,
            first_day=quarter,
            last_day=last_of(quarter),
            by=SYSTEM,
            at=at,
        )
    except NotSafe as reason:
        _refuse(quarter, reason, at=at)
        return False
    return True


@transaction.atomic
def _refuse(quarter: dt.date, reason: NotSafe, *, at: dt.datetime) -> None:
    detail = {"from": quarter.isoformat(), "why": str(reason)[:LONGEST_REASON]}
    if not Event.objects.filter(verb=REFUSED, detail=detail).exists():
        record(REFUSED, "city", by=SYSTEM, at=at, detail=detail)


def _rounded(quarter: dt.date) -> Numbers:
    """Each area, and none, by each theme."""
    areas = ["", *Area.objects.by_name().values_list("slug", flat=True)]
    found: Counter[tuple[str, str]] = Counter()
    for one in by_quarter(quarter, last_of(quarter)):
        found[one.area, one.theme] += one.told
    themes = sorted({*Theme.values, *(theme for _, theme in found)})
    counts = [[found[area, theme] for theme in themes] for area in areas]
    shown = round_counts(counts, base=BASE, rng=_chance(quarter))
    return Numbers(areas, themes, counts, shown.counts, BASE)


def _chance(quarter: dt.date) -> Random:
    """Drawn from the server key: nobody can draw it again, and we draw the same twice."""
    return Random(server_keys().subkey(PURPOSE) + quarter.isoformat().encode())
