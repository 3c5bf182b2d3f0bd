"""Courses started from the recipes every city begins with."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kominn.guide.actions import start_recipe
from kominn.guide.models import Recipe
from kominn.participation.models import AgeBand


def camp(*, by, **facts):
    return start_recipe(
        Recipe.with_steps().get(slug="leir"),
        **{
            "name": "Leir i fjæra",
            "area": None,
            "place": "Fjellhallen",
            "first_day": timezone.localdate() + dt.timedelta(days=7),
            "starts": None,
            "age_band": AgeBand.YOUNGER,
            "most_seats": 40,
            "language": "nb",
            "by": by,
            "at": timezone.now(),
        }
        | facts,
    )
