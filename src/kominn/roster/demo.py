"""The roster of the invented city: a week each, some days away, and one gap to find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from kominn.accounts.models import Team, User
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY, monday_of
from kominn.roster import actions

WEEKS = 10


def deeds(team: Team, staff: Mapping[str, User], *, today: dt.date) -> Iterator[Deed]:
    """Written on the Monday of last week, at eight."""
    monday = monday_of(today) - dt.timedelta(weeks=1)
    first = dt.datetime.combine(monday, dt.time(8), NORWAY)
    inga, kari, leif = staff["inga"], staff["kari"], staff["leif"]

    def take_turns(at: dt.datetime) -> None:
        both = [inga, kari]
        actions.take_turns(team, both, first_week=monday, weeks=WEEKS, night=False, by=kari, at=at)
        actions.name_crisis_contact(leif, by=kari, at=at)

    def be_away(at: dt.datetime) -> None:
        soon, later = monday + dt.timedelta(weeks=2), monday + dt.timedelta(weeks=4)
        thursday, friday = soon + dt.timedelta(days=3), soon + dt.timedelta(days=4)
        actions.be_away(inga, first_day=thursday, last_day=friday, deputy=kari, by=inga, at=at)
        sunday = later + dt.timedelta(days=6)
        actions.be_away(inga, first_day=later, last_day=sunday, deputy=None, by=inga, at=at)

    yield Deed(first, take_turns)
    yield Deed(first + dt.timedelta(hours=1), be_away)
