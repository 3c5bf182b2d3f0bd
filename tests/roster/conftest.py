"""A Monday in March, a city open from nine to three, and a second reader for the intake team."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.core.worktime import NORWAY, DutyHours

MONDAY = dt.date(2026, 3, 2)
FORENOON = dt.datetime(2026, 3, 2, 10, 15, tzinfo=NORWAY)
HOURS = DutyHours({day: [(dt.time(9), dt.time(15))] for day in range(5)}, {dt.date(2026, 12, 24)})


def day(number: int) -> dt.date:
    """So many days after that Monday."""
    return MONDAY + dt.timedelta(days=number)


@pytest.fixture
def away(kari):
    """`away(inga, 0, 4, deputy=kari)`: from that Monday to that Friday."""
    from kominn.roster import actions

    def write(user, first, last, deputy=None, *, by=None, at=FORENOON):
        return actions.be_away(
            user, first_day=day(first), last_day=day(last), deputy=deputy, by=by or user, at=at
        )

    return write


@pytest.fixture
def duty(intake_team, kari):
    """`duty(inga, 0, 4)`: on duty for the intake team; Kari, who coordinates it, writes it."""
    from kominn.roster import actions

    def write(user, first, last, *, team=intake_team, night=False, by=kari, at=FORENOON):
        return actions.put_on_duty(
            team, user, first_day=day(first), last_day=day(last), night=night, by=by, at=at
        )

    return write


@pytest.fixture
def reader(intake_team, inga):
    """`reader("Turid")`: one more who reads for the intake team."""
    from kominn.vault.actions import teams
    from tests.factories.accounts import UserFactory

    def admitted(name, team=intake_team):
        user = UserFactory(name=name, roles=["intake"])
        teams.admit(team, user, by=inga, at=FORENOON)
        return user

    return admitted
