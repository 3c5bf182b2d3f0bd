"""Ambassadors as counts, small ones protected: who is missing, and never who is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from kominn.ambassadors import ages
from kominn.ambassadors.models import Gender, Joined, Passport, Target
from kominn.ambassadors.states import Step
from kominn.portrait.models import Area

FEWEST_SHOWN = 5
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """So many; None where there are one to four, which might point at somebody."""

    name: str
    people: int | None
    wanted: int | None = None

    @property
    def missing(self) -> bool:
        return self.wanted is not None and (self.people or 0) < self.wanted


def shown(people: int) -> int | None:
    return None if 0 < people < FEWEST_SHOWN else people


def by_area(today: dt.date) -> list[Counted]:
    """Every part of town beside what the city wants there."""
    here = Passport.objects.exclude(step=Step.THANKED)
    counts = dict(here.values_list("area").annotate(n=Count("pk")))
    wanted = dict(Target.objects.values_list("area", "wanted"))
    areas = Area.objects.current(today).by_name()
    return [
        Counted(area.name, shown(counts.get(area.pk, 0)), wanted.get(area.pk)) for area in areas
    ]


def most_missing(today: dt.date) -> list[str]:
    """The parts of town that lack most, by name alone: what a young person may see."""
    lacking = [one for one in by_area(today) if one.missing]
    lacking.sort(key=lambda one: (one.people or 0) - (one.wanted or 0))
    return [one.name for one in lacking[:MOST_NAMED]]


def by_step() -> list[Counted]:
    counts = dict(Passport.objects.values_list("step").annotate(n=Count("pk")))
    return [Counted(str(step.label), shown(counts.get(step.value, 0))) for step in Step]


def by_band() -> list[Counted]:
    here = Passport.objects.exclude(step=Step.THANKED)
    counts = here.values_list("born").annotate(n=Count("pk")).order_by("-born")
    return [Counted(ages.name_of(band), shown(number)) for band, number in counts]


def by_gender(today: dt.date) -> list[Counted]:
    """Those who began this year and the year before."""
    counts = dict.fromkeys(Gender, 0)
    for joined in Joined.objects.filter(year__gte=today.year - 1):
        counts[Gender(joined.gender)] += joined.people
    return [Counted(str(gender.label), shown(number)) for gender, number in counts.items()]


def wanted(today: dt.date) -> list[tuple[Area, int]]:
    """Each part of town with how many the city wants there, as one who leads sets it."""
    numbers = dict(Target.objects.values_list("area", "wanted"))
    return [(area, numbers.get(area.pk, 0)) for area in Area.objects.current(today).by_name()]
