"""How an activity and the ways to look for it are said to a reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kominn.activities.filters import Filters
from kominn.activities.models import Activity, Rhythm
from kominn.core.templatetags.words import clock, day, kroner, weekday_name

CHIPS: tuple[tuple[str, str, str | Promise], ...] = (
    ("nar", "idag", _("Today")),
    ("nar", "uke", _("This week")),
    ("gratis", "1", _("Free")),
    ("alder", "10", _("10–12 years")),
    ("alder", "13", _("13–15 years")),
    ("alder", "16", _("16–19 years")),
    ("trinnfri", "1", _("No steps")),
    ("rullestol", "1", _("Wheelchair")),
    ("rolig", "1", _("Quiet hour")),
    ("jenter", "1", _("For girls only")),
    ("utstyr", "1", _("Borrow equipment")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that puts one thing one looks for on or off."""

    words: str | Promise
    query: str
    chosen: bool


def chips(filters: Filters) -> list[Choice]:
    return [
        Choice(words, filters.toggled(name, value).query, getattr(filters, name) == value)
        for name, value, words in CHIPS
    ]


def price_of(activity: Activity) -> str:
    return gettext("Free") if activity.free else kroner(activity.price_ore)


def ages_of(activity: Activity) -> str:
    return gettext("%(first)s–%(last)s years") % {
        "first": activity.age_from,
        "last": activity.age_to,
    }


def facts_of(activity: Activity) -> list[str]:
    """In few words, for a list: price first."""
    marks = (
        (activity.step_free, gettext("No steps")),
        (activity.wheelchair, gettext("Wheelchair")),
        (activity.quiet, gettext("Quiet hour")),
        (activity.girls_only, gettext("For girls only")),
        (activity.equipment, gettext("Borrow equipment")),
    )
    return [price_of(activity), ages_of(activity), *(words for there, words in marks if there)]


def rhythm_of(activity: Activity) -> str:
    times = f"{clock(activity.starts)}–{clock(activity.ends)}"
    if activity.rhythm == Rhythm.ONCE:
        return f"{day(activity.first_day)}, {times}"
    said = gettext("Every %(weekday)s, %(times)s, until %(day)s")
    return said % {
        "weekday": weekday_name(activity.first_day),
        "times": times,
        "day": day(activity.last_day),
    }


def words_of(activity: Activity) -> str:
    """For a calendar that shows plain text."""
    lines = [activity.about, ", ".join(facts_of(activity)), activity.organiser.name]
    if activity.equipment:
        lines.insert(2, f"{gettext('Borrow equipment')}: {activity.equipment}")
    return "\n".join(lines)
