"""Deeds of the Guide: start a course from a recipe, and write what stands here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin.actions import courses
from kominn.allin.actions.courses import Planned
from kominn.allin.actions.steps import DaysWrong, NotPossible
from kominn.allin.models import Course
from kominn.audit.actions import record
from kominn.core.wording import in_language
from kominn.core.worktime import day_of
from kominn.guide.models import Piece, Recipe, RecipeStep
from kominn.guide.running import keep_as_it_stands
from kominn.participation.models import AgeBand
from kominn.portrait.models import Area

MIDNIGHT = dt.timedelta(days=1)
LONGEST_NAME = 120


class NoSteps(NotPossible):
    pass


def start_recipe(
    recipe: Recipe,
    *,
    name: str,
    area: Area | None,
    place: str,
    first_day: dt.date,
    starts: dt.time | None,
    age_band: AgeBand,
    most_seats: int,
    language: str,
    by: User,
    at: dt.datetime,
    answers: str = "",
) -> Course:
    """A course with its timetable. Where it starts at another hour, every day moves by as much."""
    if first_day < day_of(at):
        raise DaysWrong(_("That day has been. Choose today or later."))
    planned = plan(recipe, first_day=first_day, starts=starts, language=language)
    with transaction.atomic():
        course = courses.start_course(
            name=name,
            recipe=recipe.slug,
            area=area,
            place=place,
            first_day=first_day,
            last_day=max(one.day for one in planned),
            age_band=age_band,
            most_seats=most_seats,
            gatherings=planned,
            answers=answers,
            by=by,
            at=at,
        )
        keep_as_it_stands(course, recipe, today=day_of(at))
    return course


def plan(
    recipe: Recipe, *, first_day: dt.date, starts: dt.time | None, language: str
) -> list[Planned]:
    """The recipe's timetable on real days. Raises `NoSteps`, and `DaysWrong` past midnight."""
    steps = sorted(recipe.steps.all(), key=lambda step: (step.day, step.starts))
    if not steps:
        raise NoSteps(_("This recipe has no timetable yet. Write one first."))
    later = _since_midnight(starts) - _since_midnight(steps[0].starts) if starts else dt.timedelta()
    found = []
    for step in steps:
        begins = _since_midnight(step.starts) + later
        if begins < dt.timedelta() or begins + dt.timedelta(minutes=step.minutes) > MIDNIGHT:
            raise DaysWrong(_("Then the day would not end before midnight. Begin at another hour."))
        found.append(
            Planned(
                day=first_day + dt.timedelta(days=step.day - 1),
                starts=_clock(begins),
                minutes=step.minutes,
                name=in_language(step.words, language)[:LONGEST_NAME],
                method=step.method.slug if step.method else "",
            )
        )
    return found


def _since_midnight(clock: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=clock.hour, minutes=clock.minute)


def _clock(since_midnight: dt.timedelta) -> dt.time:
    minutes = since_midnight // dt.timedelta(minutes=1)
    return dt.time(minutes // 60, minutes % 60)


# --- Writing --------------------------------------------------------------------------------------


def write(piece: Piece, facts: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    """Save a new page of the Guide, or what was changed of one; a recipe with its timetable."""
    new = piece.pk is None
    before = None if new else _told(piece)
    with transaction.atomic():
        fill(piece, facts)
        piece.save()
        if isinstance(piece, Recipe):
            piece.steps.all().delete()
            RecipeStep.objects.bulk_create(
                RecipeStep(recipe=piece, **step) for step in facts["steps"]
            )
            if not new and _told(piece) != before:
                piece.version += 1
                piece.save(update_fields=["version"])
        verb = "guide.added" if new else "guide.changed"
        record(verb, f"guide:{piece.slug}", by=name_of(by), at=at)


def _told(piece: Piece) -> object:
    """A recipe as it stands in the database: its next version is another one than this."""
    if not isinstance(piece, Recipe):
        return None
    steps = piece.steps.order_by("day", "starts", "pk")
    return (
        Recipe.objects.filter(pk=piece.pk).values(*Recipe.WORDS, "fewest", "most").get(),
        list(steps.values("day", "starts", "minutes", "method", "name")),
    )


def fill(piece: Piece, facts: Mapping[str, Any]) -> None:
    """Give the page its texts and facts, and save nothing."""
    for field, fact in facts.items():
        if not (field == "steps" and isinstance(piece, Recipe)):
            setattr(piece, field, fact)
