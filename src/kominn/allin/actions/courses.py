"""A course begins; its seats and its code change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin.actions.steps import DaysWrong
from kominn.allin.models import Course, Gathering
from kominn.audit.actions import record
from kominn.core.worktime import day_of
from kominn.participation import actions as participation
from kominn.participation.models import AgeBand, Room
from kominn.portrait.models import Area

LONGEST = dt.timedelta(days=370)
OPEN_AFTER = dt.timedelta(days=60)
"""So long a team can go on after the last day: an idea grows at home too."""


@dataclass(frozen=True, slots=True)
class Planned:
    """When a group is to meet, before there is a course to meet in."""

    day: dt.date
    starts: dt.time
    minutes: int
    name: str
    method: str = ""


def start_course(
    *,
    name: str,
    recipe: str,
    area: Area | None,
    place: str,
    first_day: dt.date,
    last_day: dt.date,
    age_band: AgeBand,
    most_seats: int,
    by: User,
    at: dt.datetime,
    gatherings: Iterable[Planned] = (),
    answers: str = "",
    invented: bool = False,
) -> Course:
    planned = list(gatherings)
    if last_day < first_day:
        raise DaysWrong(_("The last day is before the first."))
    if last_day - first_day > LONGEST:
        raise DaysWrong(_("This lasts longer than a year. Is the year right?"))
    if any(not first_day <= one.day <= last_day for one in planned):
        raise DaysWrong(_("A gathering lies outside the days of the course."))
    with transaction.atomic():
        room = participation.open_room(
            age_band=age_band,
            most_seats=most_seats,
            opens_on=min(day_of(at), first_day),
            closes_on=last_day + OPEN_AFTER,
        )
        course = Course.objects.create(
            name=name,
            recipe=recipe,
            area=area,
            place=place,
            first_day=first_day,
            last_day=last_day,
            leader=by,
            answers=answers,
            room=room,
            invented=invented,
        )
        Gathering.objects.bulk_create(
            Gathering(
                course=course,
                day=one.day,
                starts=one.starts,
                minutes=one.minutes,
                name=one.name,
                method=one.method,
            )
            for one in planned
        )
        record("course.started", f"course:{course.pk}", by=name_of(by), at=at)
    return course


def change_seats(course: Course, most_seats: int, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        Room.objects.filter(pk=course.room_id).update(most_seats=most_seats)
        record("course.seats_changed", f"course:{course.pk}", by=name_of(by), at=at)


def change_code(course: Course, *, by: User, at: dt.datetime) -> None:
    """The old code reached those it was not for."""
    with transaction.atomic():
        participation.change_code(course.room)
        record("course.code_changed", f"course:{course.pk}", by=name_of(by), at=at)
