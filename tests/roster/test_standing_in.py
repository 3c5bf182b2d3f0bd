"""Who stands in: never somebody away, never somebody who could not read, never in a circle."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kominn.accounts import actions as accounts
from kominn.portal import joining
from kominn.roster import duty as roster
from kominn.roster.models import Absence
from kominn.vault.actions import teams
from tests.factories.accounts import TeamFactory, UserFactory
from tests.roster.conftest import FORENOON, MONDAY, day

pytestmark = pytest.mark.django_db


def test_who_is_there_stands_for_themselves(intake_team, inga):
    assert roster.stands_in_for(inga, MONDAY) == inga
    assert not roster.is_away(inga, MONDAY)


@pytest.mark.parametrize(("on", "there"), [(-1, True), (0, False), (4, False), (5, True)])
def test_both_the_first_and_the_last_day_are_away(intake_team, inga, kari, away, on, there):
    away(inga, 0, 4, deputy=kari)

    assert roster.is_away(inga, day(on)) is not there
    assert roster.stands_in_for(inga, day(on)) == (inga if there else kari)


def test_a_deputy_who_is_away_passes_it_on(intake_team, inga, kari, reader, away):
    turid = reader("Turid")
    away(inga, 0, 4, deputy=kari)
    away(kari, 2, 2, deputy=turid)

    stood = [roster.stands_in_for(inga, day(n)) for n in range(5)]
    assert stood == [kari, kari, turid, kari, kari]


def test_two_who_stand_in_for_each_other_and_are_both_away_leave_it_where_it_was(
    intake_team, inga, kari, away
):
    away(inga, 0, 4, deputy=kari)
    away(kari, 0, 4, deputy=inga)

    assert roster.stands_in_for(inga, MONDAY) == inga
    assert roster.stands_in_for(kari, MONDAY) == kari


def test_nobody_named_is_nobody(intake_team, inga, away):
    away(inga, 0, 4)
    assert roster.stands_in_for(inga, MONDAY) == inga
    assert roster.Rota(MONDAY).stands_in_for(inga, MONDAY) is None


def test_a_deputy_who_left_the_house_does_not_stand_in(intake_team, inga, reader, ada, away):
    turid = reader("Turid")
    away(inga, 0, 4, deputy=turid)
    joining.leave_the_house(turid, by=ada, at=FORENOON)

    assert roster.stands_in_for(inga, MONDAY) == inga
    assert roster.is_away(turid, day(400)), "for good"


def test_who_left_is_stood_in_for_while_the_days_away_last(intake_team, inga, kari, ada, away):
    away(inga, 0, 4, deputy=kari)
    joining.leave_the_house(inga, by=ada, at=FORENOON)
    inga.refresh_from_db()

    assert roster.stands_in_for(inga, MONDAY, team=intake_team) == kari
    assert roster.stands_in_for(inga, day(5), team=intake_team) == inga, "the caller sees a gap"


def test_a_deputy_who_may_no_longer_read_does_not_stand_in(intake_team, inga, reader, ada, away):
    turid = reader("Turid")
    away(inga, 0, 4, deputy=turid)
    accounts.end_appointment(turid.appointments.get(), by=ada, at=FORENOON)

    assert roster.stands_in_for(inga, MONDAY) == inga


def test_a_deputy_who_left_the_team_does_not_stand_in(intake_team, inga, kari, reader, away):
    turid = reader("Turid")
    away(inga, 0, 4, deputy=turid)
    teams.remove(intake_team, turid, by=kari, at=FORENOON)

    assert roster.stands_in_for(inga, MONDAY) == inga


def test_a_deputy_in_another_of_one_s_teams_does_not_stand_in_for_this_one(
    intake_team, inga, kari, away
):
    other = TeamFactory(name="Oppfølging")
    olga = UserFactory(name="Olga", roles=["coordinator"])
    teams.found_team_keys(other, olga, by=None, at=FORENOON)
    teams.admit(other, inga, by=olga, at=FORENOON)
    away(inga, 0, 4, deputy=olga)

    assert roster.stands_in_for(inga, MONDAY, team=other) == olga
    assert roster.stands_in_for(inga, MONDAY, team=intake_team) == inga


def test_a_leader_who_reads_nothing_can_be_stood_in_for_by_any_colleague(leif, stian, away):
    away(leif, 0, 4, deputy=stian)
    assert roster.stands_in_for(leif, MONDAY) == stian


def test_the_deputy_of_a_deputy_must_read_too(intake_team, inga, kari, stian, away):
    away(inga, 0, 4, deputy=kari)
    away(kari, 0, 4)
    Absence.objects.filter(user=kari).update(deputy=stian)

    assert roster.stands_in_for(inga, MONDAY) == inga


def test_overlapping_days_away_that_slipped_in_have_both_their_deputies(
    intake_team, inga, kari, reader
):
    """The deed refuses them; a row written by hand must not leave anyone without a deputy."""
    turid = reader("Turid")
    for deputy in (kari, turid):
        Absence.objects.create(user=inga, deputy=deputy, first_day=day(0), last_day=day(4))
    Absence.objects.create(user=kari, first_day=day(0), last_day=day(4))

    assert roster.stands_in_for(inga, MONDAY) == turid


PAIRS = st.lists(
    st.tuples(
        st.integers(0, 4), st.none() | st.integers(0, 4), st.integers(0, 6), st.integers(0, 6)
    ),
    max_size=9,
)


@pytest.fixture
def five(intake_team, inga, kari, reader):
    return [inga, kari, *(reader(f"Leser {n}") for n in range(3))]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=PAIRS, asked=st.integers(0, 4), on=st.integers(0, 6))
def test_never_someone_away_when_anyone_in_the_chain_is_there(five, rows, asked, on):
    Absence.objects.all().delete()
    for user, deputy, first, last in rows:
        if user != deputy:
            Absence.objects.create(
                user=five[user],
                deputy=None if deputy is None else five[deputy],
                first_day=day(min(first, last)),
                last_day=day(max(first, last)),
            )
    when = day(on)
    gone = {a.user_id for a in Absence.objects.on(when)}
    chain, more = set(), {five[asked].pk}
    while more - chain:
        chain |= more
        named = Absence.objects.on(when).filter(user__in=chain).exclude(deputy=None)
        more = set(named.values_list("deputy_id", flat=True))

    found = roster.stands_in_for(five[asked], when)
    assert found.pk in chain
    if chain - gone:
        assert found.pk not in gone
    else:
        assert found == five[asked]


def test_it_asks_the_database_the_same_of_few_and_of_many(intake_team, inga, kari, reader, away):
    away(inga, 0, 4, deputy=kari)
    away(kari, 0, 4, deputy=reader("Turid"))
    with CaptureQueriesContext(connection) as few:
        roster.stands_in_for(inga, MONDAY)
    for n in range(8):
        away(reader(f"Leser {n}"), 0, 4, deputy=kari)
    with CaptureQueriesContext(connection) as many:
        roster.stands_in_for(inga, MONDAY)

    assert len(few) == len(many) <= 3


def test_a_day_of_another_century_is_nobody_away(inga):
    assert roster.stands_in_for(inga, dt.date(1999, 1, 1)) == inga


def test_who_only_assesses_stands_in_for_no_one_who_takes_on(intake_team, inga, kari, away):
    """Chosen while she still could."""
    away(inga, 0, 4, deputy=kari)
    assert roster.stands_in_for(inga, MONDAY, team=intake_team) == kari
    kari.appointments.update(role="assessor")
    assert roster.Rota(MONDAY).stands_in_for(inga, MONDAY, team=intake_team) is None
