"""What leaves the sealed room: counts. No row, no number of a concern, nothing sealed.

These are true counts, for those whose work they are; what everybody may read is rounded and kept
by `publishing`.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, F, Min, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import TruncQuarter
from django.utils.functional import Promise

from kominn.concerns import few
from kominn.concerns.models import Concern, ConcernQuerySet
from kominn.concerns.states import OPEN, State
from kominn.concerns.themes import Theme

NOT_TOLD_OF_ANYTHING = ("spam", "duplicate")
"""Reasons to close what was no report, or the same report once more."""


class QuarterCount(NamedTuple):
    """`area` is a slug, empty where none was told; `quarter` is its first day."""

    quarter: dt.date
    area: str
    theme: str
    sender_role: str
    told: int


class WeekCount(NamedTuple):
    week: dt.date
    area: str
    theme: str
    told: int


class TeamLoad(NamedTuple):
    """How many open concerns a team has in one state, and how many of them are late."""

    team: str
    state: str
    open: int
    late: int


def counted() -> ConcernQuerySet:
    """What was told and still stands: nothing taken back, no spam, nothing sent twice.

    What many have told was told by each of them; it ends as the one they stand under.
    """
    return Concern.objects.exclude(state=State.WITHDRAWN).exclude(
        Q(close_reason__in=NOT_TOLD_OF_ANYTHING) | Q(main__close_reason__in=NOT_TOLD_OF_ANYTHING)
    )


def by_quarter(first: dt.date, last: dt.date) -> list[QuarterCount]:
    """Theme by area by quarter by sender's role, for weeks that begin from `first` to `last`."""
    keys = ("quarter", "area__slug", "theme", "sender_role")
    found = counted().filter(week__gte=first, week__lte=last)
    rows = found.annotate(quarter=TruncQuarter("week")).values_list(*keys).annotate(n=Count("pk"))
    return [
        QuarterCount(quarter, area or "", theme, role, n)
        for quarter, area, theme, role, n in rows.order_by(*map(_in_order, keys))
    ]


def weekly(first: dt.date, last: dt.date) -> list[WeekCount]:
    """Area by theme by week, for weeks that begin from `first` to `last`."""
    keys = ("week", "area__slug", "theme")
    rows = counted().filter(week__gte=first, week__lte=last).values_list(*keys)
    return [
        WeekCount(week, area or "", theme, n)
        for week, area, theme, n in rows.annotate(n=Count("pk")).order_by(*map(_in_order, keys))
    ]


def _in_order(key: str) -> OrderBy:
    """What was told of nowhere comes first, whichever database counts."""
    return F(key).asc(nulls_first=True)


def load(today: dt.date) -> list[TeamLoad]:
    """For leaders: what is open in each team, by state, and how much of it is late."""
    keys = ("team__name", "state")
    rows = Concern.objects.filter(state__in=OPEN).values_list(*keys)
    late = Count("pk", filter=Q(due_on__lt=today))
    return [TeamLoad(*row) for row in rows.annotate(n=Count("pk"), late=late).order_by(*keys)]


def first_week() -> dt.date | None:
    """The week of the first concern that counts."""
    found: dt.date | None = counted().aggregate(first=Min("week"))["first"]
    return found


def theme_names() -> dict[str, str | Promise]:
    """Every theme there is, in the reader's language."""
    return {theme.value: theme.label for theme in Theme}


class TooFew(NamedTuple):
    """Of what was closed to somebody: how many one colleague of the team alone can open today, and
    how many nobody can."""

    team: str
    one: int
    none: int


def opened_by_too_few() -> list[TooFew]:
    """By team, and only where there are any."""
    return [TooFew(each.team.name, each.one, each.none) for each in few.numbers()]
