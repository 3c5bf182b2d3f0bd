"""Who answers for a team at this very moment: by day, by night, on holidays, and when clocks jump."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kominn.accounts import actions as accounts
from kominn.core.worktime import NORWAY
from kominn.roster import actions
from kominn.roster.duty import GapKind, Rota, crisis_contacts, gaps, on_duty, watch_at
from kominn.roster.models import Shift
from kominn.vault.actions import teams
from tests.factories.accounts import TeamFactory, UserFactory
from tests.roster.conftest import FORENOON, HOURS, MONDAY, day

MOMENTS = st.integers(1_735_700_000, 1_900_000_000).map(
    lambda n: dt.datetime.fromtimestamp(n, dt.UTC)
)


def oslo(month, number, hour, minute=0, year=2026):
    return dt.datetime(year, month, number, hour, minute, tzinfo=NORWAY)


# --- Which watch runs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "watch"),
    [
        (oslo(3, 2, 9), ((3, 2), False)),
        (oslo(3, 2, 14, 59), ((3, 2), False)),
        (oslo(3, 2, 15), ((3, 2), True)),
        (oslo(3, 3, 3), ((3, 2), True)),
        (oslo(3, 3, 8, 59), ((3, 2), True)),
        (oslo(3, 3, 9), ((3, 3), False)),
        (oslo(3, 7, 7, 59), ((3, 6), True)),
        (oslo(3, 7, 8), ((3, 7), True)),
        (oslo(3, 9, 8, 59), ((3, 8), True)),
        (oslo(4, 3, 12), ((4, 3), True)),  # Good Friday
        (oslo(12, 24, 12), ((12, 24), True)),  # the municipality's own closed day
        (dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC), ((7, 1), False)),
        (dt.datetime(2026, 7, 1, 13, 0, tzinfo=dt.UTC), ((7, 1), True)),
    ],
)
def test_the_watch_of_a_day_lasts_until_the_next_day_opens(at, watch):
    (month, number), night = watch
    assert watch_at(at, HOURS) == (dt.date(2026, month, number), night)


@given(at=MOMENTS, later=st.integers(0, 10**6))
def test_watches_follow_on_each_other_and_never_go_back(at, later):
    """Also in the nights when the clock is put forward and back."""
    before, after = watch_at(at, HOURS), watch_at(at + dt.timedelta(seconds=later), HOURS)
    assert before <= after
    assert 0 <= (at.astimezone(NORWAY).date() - before[0]).days <= 1
    assert before[1] or HOURS.opening_on(before[0])


# --- Who ---------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestWhoIsOnDuty:
    def test_nobody_where_no_turn_is_written(self, intake_team):
        assert on_duty(intake_team, FORENOON, HOURS) == []

    def test_by_day_and_by_night(self, intake_team, inga, kari, duty):
        duty(inga, 0, 4)
        duty(kari, 0, 4, night=True)

        assert on_duty(intake_team, oslo(3, 2, 10), HOURS) == [inga]
        assert on_duty(intake_team, oslo(3, 2, 22), HOURS) == [kari]
        assert on_duty(intake_team, oslo(3, 7, 3), HOURS) == [kari], "Friday's night"
        assert on_duty(intake_team, oslo(3, 7, 12), HOURS) == []

    def test_who_stands_in_answers(self, intake_team, inga, kari, duty, away):
        duty(inga, 0, 4)
        away(inga, 1, 1, deputy=kari)

        assert on_duty(intake_team, oslo(3, 3, 10), HOURS) == [kari]
        assert on_duty(intake_team, oslo(3, 4, 10), HOURS) == [inga]

    def test_nobody_rather_than_somebody_away(self, intake_team, inga, duty, away):
        duty(inga, 0, 4)
        away(inga, 0, 4)

        assert on_duty(intake_team, FORENOON, HOURS) == []

    def test_two_may_be_on_duty_and_each_is_named_once(self, intake_team, inga, kari, duty, away):
        duty(inga, 0, 4)
        duty(kari, 0, 4)
        assert on_duty(intake_team, FORENOON, HOURS) == [inga, kari]

        away(inga, 0, 0, deputy=kari)
        assert on_duty(intake_team, FORENOON, HOURS) == [kari]

    def test_who_left_the_team_or_the_role_is_not_on_duty(
        self, intake_team, inga, kari, reader, ada, duty
    ):
        turid, tor = reader("Turid"), reader("Tor")
        duty(turid, 0, 4)
        duty(tor, 0, 4)
        teams.remove(intake_team, turid, by=kari, at=FORENOON)
        accounts.end_appointment(tor.appointments.get(), by=ada, at=FORENOON)

        assert on_duty(intake_team, FORENOON, HOURS) == []

    def test_a_turn_for_another_team_is_not_a_turn_for_this(self, intake_team, inga, duty):
        other = TeamFactory(name="Oppfølging")
        Shift.objects.create(team=other, user=inga, first_day=MONDAY, last_day=MONDAY)

        assert on_duty(intake_team, FORENOON, HOURS) == []
        assert on_duty(other, FORENOON, HOURS) == [], "nor where one has no key"


# --- Whom a crisis reaches -----------------------------------------------------------------------


@pytest.mark.django_db
class TestCrisisContacts:
    def test_those_named_and_who_stands_in(self, leif, ada, stian, away):
        for user in (leif, ada):
            actions.name_crisis_contact(user, by=leif, at=FORENOON)
        away(ada, 0, 4, deputy=stian)

        assert crisis_contacts(MONDAY) == [leif, stian]
        assert crisis_contacts(day(5)) == [leif, ada]

    def test_if_all_are_away_they_are_told_all_the_same(self, leif, away):
        actions.name_crisis_contact(leif, by=leif, at=FORENOON)
        away(leif, 0, 4)

        assert crisis_contacts(MONDAY) == [leif]

    def test_nobody_before_the_day_or_after(self, leif, ada):
        named = actions.name_crisis_contact(leif, by=ada, at=FORENOON)
        assert crisis_contacts(day(-1)) == []

        actions.end_crisis_contact(named, by=ada, at=FORENOON + dt.timedelta(days=3))
        assert crisis_contacts(day(2)) == [leif]
        assert crisis_contacts(day(3)) == []

    def test_who_left_the_house_is_not_reached(self, leif, ada):
        actions.name_crisis_contact(leif, by=ada, at=FORENOON)
        accounts.deactivate(leif, by=ada, at=FORENOON)

        assert crisis_contacts(MONDAY) == []


# --- What nobody covers --------------------------------------------------------------------------


def found(teams, first=0, last=13):
    return [
        (gap.kind, gap.first_day, gap.last_day)
        for gap in gaps(Rota(day(first), day(last)), teams, HOURS)
        if gap.kind is not GapKind.NO_CRISIS_CONTACT
    ]


@pytest.mark.django_db
class TestGaps:
    def test_an_empty_roster_is_one_gap_across_the_weekend(self, intake_team):
        assert found([intake_team]) == [(GapKind.NOBODY_ON_DUTY, day(0), day(11))]

    def test_a_week_in_the_middle(self, intake_team, inga, duty):
        duty(inga, 0, 4)
        assert found([intake_team]) == [(GapKind.NOBODY_ON_DUTY, day(7), day(11))]

    def test_closed_days_are_no_gap(self, intake_team, inga, duty):
        """Maundy Thursday to Easter Monday."""
        duty(inga, 28, 30)
        duty(inga, 36, 41)
        assert found([intake_team], 28, 41) == []

    def test_a_team_nothing_comes_to_needs_no_watch(self, db):
        assert found([TeamFactory(name="Oppfølging")]) == []

    def test_nights_count_where_nights_are_written(self, intake_team, inga, duty):
        duty(inga, 0, 13)
        assert found([intake_team]) == []

        duty(inga, 0, 11, night=True)
        assert found([intake_team]) == [(GapKind.NOBODY_AT_NIGHT, day(12), day(13))]

    def test_someone_away_whom_nobody_stands_in_for(self, intake_team, inga, kari, duty, away):
        duty(kari, 0, 13)
        away(inga, 3, 8)
        away_gap = (GapKind.NOBODY_STANDS_IN, day(3), day(8))
        assert found([intake_team]) == [(away_gap[0], day(3), day(7 + 1))] == [away_gap]

    def test_a_deputy_who_is_away_in_the_middle(self, intake_team, inga, kari, reader, duty, away):
        duty(reader("Turid"), 0, 13)
        away(inga, 0, 4, deputy=kari)
        away(kari, 2, 2, deputy=inga)
        assert found([intake_team]) == 2 * [(GapKind.NOBODY_STANDS_IN, day(2), day(2))]

    def test_nobody_to_reach_in_a_crisis(self, leif):
        rota = Rota(MONDAY)
        assert [gap.kind for gap in gaps(rota, [], HOURS)] == [GapKind.NO_CRISIS_CONTACT]

        actions.name_crisis_contact(leif, by=leif, at=FORENOON)
        assert gaps(Rota(MONDAY), [], HOURS) == []

    def test_a_stretch_asks_the_same_of_few_and_of_many(
        self, intake_team, inga, kari, duty, reader, away, django_assert_num_queries
    ):
        for n in range(4):
            turid = reader(f"Leser {n}")
            duty(turid, n, n)
            away(turid, n, n, deputy=kari)
        UserFactory()
        with django_assert_num_queries(5):
            gaps(Rota(day(0), day(27)), [intake_team], HOURS)
