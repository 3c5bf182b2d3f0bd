"""Six years of invented worries in an invented town: each told and handled by the product's deeds.

Texts stand in `bokmal` and `languages`; `year` says how many tell and when, `clusters` where many
tell of one thing, `course` what becomes of each, `life` how that is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from kominn.accounts.models import User
from kominn.concerns.demo.life import Desk as Desk
from kominn.concerns.demo.life import Do as Do
from kominn.concerns.demo.life import Life as Life
from kominn.concerns.demo.town import Town
from kominn.concerns.publishing import last_of, publish_due, quarter_of
from kominn.concerns.surroundings import Surroundings
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY
from kominn.portrait.models import City

READERS = ("kari", "inga", "tora")


class NotInvented(Exception):
    """Invented worries are told in an invented town only."""


def lives(
    seed: int,
    *,
    around: Surroundings,
    staff: Mapping[str, User],
    first: dt.date,
    today: dt.date,
    left: Mapping[str, dt.date] | None = None,
    pace: float = 1.0,
) -> list[Life]:
    """Every concern told from `first` until half past seven this morning.

    `left` says who of the readers has left and on which day; `pace` 0.5 halves how many tell.
    """
    if around.city.kind != City.Kind.DEMO:
        raise NotInvented
    gone = {staff[word].pk: day for word, day in (left or {}).items()}
    readers = tuple(staff[word] for word in READERS if word in staff)
    desk = Desk(readers, closer=staff["kari"], registrar=staff["stian"], left=gone)
    return list(Town(seed, around, desk, first, today).lives(pace))


def deeds(told: Iterable[Life], *, first: dt.date, today: dt.date) -> Iterator[Deed]:
    """What was done in these lives, and each quarter's numbers when they were due."""
    for life in told:
        yield from life.deeds
    quarter = quarter_of(first)
    while (night := _night_of_publishing(quarter)) < dt.datetime.combine(today, dt.time(), NORWAY):
        yield Deed(night, lambda at: _publish(at))
        quarter = last_of(quarter) + dt.timedelta(days=1)


def _night_of_publishing(quarter: dt.date) -> dt.datetime:
    day = last_of(quarter) + dt.timedelta(weeks=4, days=1)
    return dt.datetime.combine(day, dt.time(2), NORWAY)


def _publish(at: dt.datetime) -> None:
    publish_due(at=at)
