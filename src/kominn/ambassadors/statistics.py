"""Ambassadors as counts, each rounded: who is missing, and never who is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from kominn.ambassadors import ages, few
from kominn.ambassadors.models import Gender, Joined, Passport, Target
from kominn.ambassadors.states import Step
from kominn.portrait.models import Area

MOST_NAMED = 5
OLDER = "older"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many or so, always a multiple of `few.BASE`."""

    name: str
    people: int
    wanted: int | None = None

    @property
    def missing(self) -> bool:
        return self.wanted is not None and self.people < self.wanted


@dataclass(frozen=True, slots=True)
class Counts:
    areas: list[Counted]
    steps: list[Counted]
    bands: list[Counted]
    genders: list[Counted]


def counts(today: dt.date) -> Counts:
    """Of those who are here: by part of town beside what the city wants there, by step, by birth
    years. Of those who began this year and the year before: by gender. A row is there whoever is:
    one that came and went with its people would tell that a 0 is a few."""
    here = Passport.objects.exclude(step=Step.THANKED)
    wanted = dict(Target.objects.values_list("area", "wanted"))
    areas = {str(area.pk): area for area in Area.objects.current(today).by_name()}
    living = {str(pk): n for pk, n in here.values_list("area").annotate(n=Count("pk"))}
    steps = dict(Passport.objects.values_list("step").annotate(n=Count("pk")))
    chosen = ages.bands(today)
    born = dict(here.values_list("born").annotate(n=Count("pk")))
    bands = {str(band): born.get(band, 0) for band in chosen}
    bands[OLDER] = sum(n for band, n in born.items() if band not in chosen)
    shown = few.rounded(
        {
            "area": {pk: living.get(pk, 0) for pk in areas}
            | {"": sum(n for pk, n in living.items() if pk not in areas)},
            "step": {step.value: steps.get(step.value, 0) for step in Step if step in NOT_THANKED},
            "band": bands,
        },
        apart={"thanked": {Step.THANKED: steps.get(Step.THANKED, 0)}, "gender": _joined(today)},
    )
    by_step = shown["step"] | shown["thanked"]
    return Counts(
        areas=[
            Counted(area.name, shown["area"][pk], wanted.get(area.pk)) for pk, area in areas.items()
        ],
        steps=[Counted(str(step.label), by_step[step.value]) for step in Step],
        bands=[
            *(Counted(ages.name_of(band), shown["band"][str(band)]) for band in reversed(chosen)),
            Counted(_("%(year)s or earlier") % {"year": chosen[0] - 1}, shown["band"][OLDER]),
        ],
        genders=[Counted(str(one.label), shown["gender"][one.value]) for one in Gender],
    )


NOT_THANKED = (Step.PARTICIPANT, Step.HELPER, Step.AMBASSADOR, Step.TRAINER)


def _joined(today: dt.date) -> dict[str, int]:
    found = {gender.value: 0 for gender in Gender}
    for joined in Joined.objects.filter(year__gte=today.year - 1):
        found[joined.gender] += joined.people
    return found


def most_missing(today: dt.date) -> list[str]:
    """The parts of town that lack most, by name alone: what a young person may see."""
    lacking = [one for one in counts(today).areas if one.missing]
    lacking.sort(key=lambda one: one.people - (one.wanted or 0))
    return [one.name for one in lacking[:MOST_NAMED]]


def wanted(today: dt.date) -> list[tuple[Area, int]]:
    """Each part of town with how many the city wants there, as one who leads sets it."""
    numbers = dict(Target.objects.values_list("area", "wanted"))
    return [(area, numbers.get(area.pk, 0)) for area in Area.objects.current(today).by_name()]
