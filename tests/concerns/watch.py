"""The two jobs that ask where nothing is done, and whom they wrote to."""

from __future__ import annotations

import datetime as dt

from django_tasks_db.models import DBTaskResult

from kominn.concerns import jobs
from kominn.core.worktime import NORWAY

SUBJECTS = {
    "Look in KomINN now": "look",
    "Something has passed its day in KomINN": "holder",
    "Something waits too long in KomINN": "leader",
    "Nobody answers in KomINN": "crisis",
    "A baton was not handed over": "lapsed",
}


def moment(day: int, hour: int = 9, minute: int = 5, *, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=NORWAY)


def letters() -> list[tuple[str, str]]:
    """Who has been written to since the last time, and with which letter; then they are gone."""
    waiting = waiting_letters()
    forget_letters()
    return sorted((one["to"].partition("@")[0], SUBJECTS[one["subject"]]) for one in waiting)


def waiting_letters() -> list[dict[str, str]]:
    return [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]


def forget_letters() -> None:
    DBTaskResult.objects.all().delete()


def silence(at: dt.datetime) -> list[tuple[str, str]]:
    jobs.ask_where_it_is_silent(at=at)
    return letters()


def danger(at: dt.datetime) -> list[tuple[str, str]]:
    jobs.ask_where_danger_is(at=at)
    return letters()
