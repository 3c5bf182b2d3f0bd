"""What the city does about a challenge: what the plan tells in public, and nothing else of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kominn.challenges.models import Challenge
from kominn.plan.models import FocusArea, Initiative, Measure


@dataclass(frozen=True, slots=True)
class Done:
    measures: Sequence[Measure]
    initiatives: Sequence[Initiative]
    focus_areas: Sequence[FocusArea]


def done_about(challenge: Challenge, today: dt.date) -> Done:
    """Told measures of the linked kinds, initiatives, and where in the plan they stand."""
    told = Measure.objects.told(today).filter(kind__in=challenge.kinds.values("pk"))
    return Done(
        measures=list(told.select_related("kind", "area").order_by("-starts_on", "pk")),
        initiatives=list(challenge.initiatives.order_by("order", "slug")),
        focus_areas=list(challenge.focus_areas.order_by("order", "slug")),
    )
