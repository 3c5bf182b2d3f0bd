"""What one looks for in the calendar, read from the address: nonsense there is as nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from kominn.activities.models import Activity, ActivityQuerySet

WHEN = {"idag": 1, "uke": 7}
"""How many days from today."""
AGES = {"10": (10, 12), "13": (13, 15), "16": (16, 19)}
FLAGS = {
    "trinnfri": "step_free",
    "rullestol": "wheelchair",
    "rolig": "quiet",
    "jenter": "girls_only",
}
MOST = 500


@dataclass(frozen=True, slots=True)
class Filters:
    nar: str = ""
    omrade: str = ""
    alder: str = ""
    gratis: str = ""
    trinnfri: str = ""
    rullestol: str = ""
    rolig: str = ""
    jenter: str = ""
    utstyr: str = ""

    @property
    def query(self) -> str:
        """As it stands in an address, in one order, so that one search has one address."""
        chosen = [(one.name, getattr(self, one.name)) for one in fields(self)]
        text = urlencode([pair for pair in chosen if pair[1]])
        return f"?{text}" if text else ""

    def toggled(self, name: str, value: str) -> Filters:
        """With this chosen; without it where it was."""
        return replace(self, **{name: "" if getattr(self, name) == value else value})


def read(sent: Mapping[str, str], *, areas: Mapping[str, str]) -> Filters:
    """Only what the page itself could have asked for."""

    def one(name: str, known: Mapping[str, object]) -> str:
        value = sent.get(name, "")
        return value if value in known else ""

    ticked = {name: "1" for name in (*FLAGS, "gratis", "utstyr") if sent.get(name) == "1"}
    return Filters(
        nar=one("nar", WHEN), omrade=one("omrade", areas), alder=one("alder", AGES), **ticked
    )


@dataclass(frozen=True, slots=True)
class Found:
    activity: Activity
    on: dt.date


def find(filters: Filters, *, today: dt.date) -> list[Found]:
    """The free ones first, then the nearest; at most so many as a small town has."""
    found = _matching(Activity.objects.on_view(today), filters)
    last = today + dt.timedelta(days=WHEN[filters.nar] - 1) if filters.nar else dt.date.max
    days = [
        Found(one, on)
        for one in found.select_related("area", "organiser").order_by("last_day", "pk")[:MOST]
        if (on := one.next_on(today)) is not None and on <= last
    ]
    return sorted(
        days,
        key=lambda one: (not one.activity.free, one.on, one.activity.starts, one.activity.title),
    )


def _matching(found: ActivityQuerySet, filters: Filters) -> ActivityQuerySet:
    for name, field in FLAGS.items():
        if getattr(filters, name):
            found = found.filter(**{field: True})
    if filters.gratis:
        found = found.filter(price_ore=0)
    if filters.utstyr:
        found = found.exclude(equipment="")
    if filters.omrade:
        found = found.filter(area__slug=filters.omrade)
    if filters.alder:
        youngest, oldest = AGES[filters.alder]
        found = found.filter(age_from__lte=oldest, age_to__gte=youngest)
    return found
