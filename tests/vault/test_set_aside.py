"""A record is closed to one colleague of the team: by the wraps, not by a rule beside them."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from kominn.vault.actions import records, teams
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.models import MemberWrap, Wrap, readers
from kominn.vault.refusals import LastReader, NoWrap
from tests.at_once import all_at_once
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def sealed_to(team):
    record, key = uuid4(), records.new_data_key()
    records.wrap_for_team(record, team, key)
    return record, key


@pytest.fixture
def trio():
    team = TeamFactory()
    people = [UserFactory(name=name) for name in ("Anne", "Berit", "Cato")]
    teams.found_team_keys(team, people[0], by=None, at=AT)
    for one in people[1:]:
        teams.admit(team, one, by=people[0], at=AT)
    return team, *people


def test_who_stands_too_near_opens_it_no_longer_and_the_others_do(trio):
    team, anne, berit, cato = trio
    record, key = sealed_to(team)

    records.set_aside(record, berit)

    with pytest.raises(NoWrap):
        records.data_key_for(record, berit)
    assert records.data_key_for(record, anne) == records.data_key_for(record, cato) == key
    assert not Wrap.objects.filter(record=record).exists(), "the team's key opens it no longer"
    assert {one.name for one in readers(record)} == {"Anne", "Cato"}


def test_two_may_be_set_aside_and_the_last_one_never(trio):
    team, anne, berit, cato = trio
    record, key = sealed_to(team)

    records.set_aside(record, berit)
    records.set_aside(record, cato)

    assert records.data_key_for(record, anne) == key
    with pytest.raises(LastReader):
        records.set_aside(record, anne)
    assert records.data_key_for(record, anne) == key


def test_who_leaves_the_team_loses_what_was_sealed_to_them_alone(trio):
    team, anne, berit, cato = trio
    record, key = sealed_to(team)
    records.set_aside(record, berit)

    teams.remove(team, cato, by=anne, at=AT)

    with pytest.raises(NoWrap):
        records.data_key_for(record, cato)
    assert records.data_key_for(record, anne) == key


def test_the_last_who_opens_a_record_cannot_leave_with_it(trio):
    team, anne, berit, cato = trio
    record, key = sealed_to(team)
    records.set_aside(record, berit)
    teams.remove(team, cato, by=anne, at=AT)

    with pytest.raises(LastReader):
        teams.remove(team, anne, by=berit, at=AT)

    assert records.data_key_for(record, anne) == key


def test_who_is_let_in_later_does_not_open_what_was_set_aside(trio):
    team, anne, berit, _cato = trio
    record, _key = sealed_to(team)
    records.set_aside(record, berit)
    dag = UserFactory(name="Dag")

    teams.admit(team, dag, by=anne, at=AT)

    with pytest.raises(NoWrap):
        records.data_key_for(record, dag)


def test_anothers_wrap_under_ones_own_name_opens_nothing(trio):
    team, _anne, berit, cato = trio
    record, _key = sealed_to(team)
    records.set_aside(record, berit)

    MemberWrap.objects.filter(user=cato).update(user=berit)

    with pytest.raises(CannotOpen):
        records.data_key_for(record, berit)


def test_erasing_a_record_takes_the_members_wraps_too(trio):
    team, anne, berit, _cato = trio
    record, _key = sealed_to(team)
    records.set_aside(record, berit)

    records.destroy(record)

    assert not MemberWrap.objects.exists()
    with pytest.raises(NoWrap):
        records.data_key_for(record, anne)


@pytest.mark.usefixtures("together")
def test_who_is_set_aside_while_another_leaves_opens_it_no_longer():
    """The leaver brings the team a new epoch, and the record with it: not past the one set aside."""
    team = TeamFactory()
    anne, berit, cato = (UserFactory(name=name) for name in ("Anne", "Berit", "Cato"))
    teams.found_team_keys(team, anne, by=None, at=AT)
    for one in (berit, cato):
        teams.admit(team, one, by=anne, at=AT)
    sealed = [sealed_to(team)[0] for _turn in range(8)]

    def set_all_aside():
        for record in sealed:
            records.set_aside(record, berit)

    def leave():
        teams.remove(team, cato, by=anne, at=AT)

    got = all_at_once(set_all_aside, leave)

    assert got == [None, None], got
    for record in sealed:
        for gone in (berit, cato):
            with pytest.raises(NoWrap):
                records.data_key_for(record, gone)
        assert records.data_key_for(record, anne)
