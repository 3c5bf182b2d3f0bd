"""One colleague more is let in to one record: by who opens it, and never one set aside from it."""

from __future__ import annotations

import importlib
from uuid import uuid4

import pytest
from django.apps import apps

from kominn.audit.actions import record as trail
from kominn.vault.actions import members, records, teams
from kominn.vault.models import MemberWrap, SetAside, Wrap, readers
from kominn.vault.refusals import LastReader, LastReaderOfSome, NotAMember, NoWrap, StandsTooNear
from tests.factories.accounts import TeamFactory, UserFactory
from tests.vault.test_set_aside import AT, sealed_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Anne and Berit read for the team; one record is closed to Berit. Dag came afterwards."""
    team = TeamFactory()
    anne, berit, dag = (UserFactory(name=name) for name in ("Anne", "Berit", "Dag"))
    teams.found_team_keys(team, anne, by=None, at=AT)
    teams.admit(team, berit, by=anne, at=AT)
    record, key = sealed_to(team)
    records.set_aside(record, berit)
    teams.admit(team, dag, by=anne, at=AT)
    return team, anne, berit, dag, record, key


def opens(user, record):
    try:
        return records.data_key_for(record, user)
    except NoWrap:
        return None


def test_who_alone_opens_a_record_lets_a_colleague_in(two):
    team, anne, berit, dag, record, key = two
    assert opens(dag, record) is None

    assert records.let_in(record, dag, team=team, by=anne) is True

    assert opens(dag, record) == key
    assert opens(berit, record) is None
    assert not Wrap.objects.filter(record=record).exists()


def test_who_opens_it_already_is_let_in_once(two):
    team, anne, _berit, dag, record, _key = two
    records.let_in(record, dag, team=team, by=anne)
    assert records.let_in(record, dag, team=team, by=anne) is False
    assert records.let_in(record, anne, team=team, by=dag) is False
    assert MemberWrap.objects.filter(record=record).count() == 2


def test_who_was_set_aside_is_let_in_by_nobody(two):
    team, anne, berit, dag, record, _key = two
    records.let_in(record, dag, team=team, by=anne)
    for by in (anne, dag):
        with pytest.raises(StandsTooNear):
            records.let_in(record, berit, team=team, by=by)
    assert opens(berit, record) is None


def test_who_has_no_key_lets_nobody_in(two):
    team, _anne, berit, dag, record, _key = two
    for by in (berit, dag):
        with pytest.raises(NoWrap):
            records.let_in(record, dag, team=team, by=by)
    assert opens(dag, record) is None


def test_who_does_not_belong_to_the_team_is_not_let_in(two):
    team, anne, _berit, _dag, record, _key = two
    stranger = UserFactory(name="Eva")
    with pytest.raises(NotAMember):
        records.let_in(record, stranger, team=team, by=anne)
    assert opens(stranger, record) is None


def test_a_row_made_up_for_a_colleague_does_not_keep_them_out(two):
    """It opens nothing, so it is not that they could open it already."""
    team, anne, _berit, dag, record, key = two
    members.make_member_key(dag)
    MemberWrap.objects.create(record=record, user=dag, team=team, wrapped=b"\x01" + bytes(80))
    assert records.let_in(record, dag, team=team, by=anne) is True
    assert opens(dag, record) == key


def test_who_leaves_and_comes_back_stays_set_aside(two):
    team, anne, berit, _dag, record, _key = two
    teams.remove(team, berit, by=anne, at=AT)
    teams.admit(team, berit, by=anne, at=AT)
    with pytest.raises(StandsTooNear):
        records.let_in(record, berit, team=team, by=anne)


def test_who_was_let_in_and_leaves_opens_it_no_longer(two):
    team, anne, _berit, dag, record, key = two
    records.let_in(record, dag, team=team, by=anne)
    teams.remove(team, dag, by=anne, at=AT)
    assert opens(dag, record) is None
    teams.admit(team, dag, by=anne, at=AT)
    assert opens(dag, record) is None
    assert opens(anne, record) == key


def test_the_only_one_who_opens_it_leaves_when_a_colleague_has_been_let_in(two):
    team, anne, _berit, dag, record, key = two
    with pytest.raises(LastReaderOfSome, match="1 concern opens to this person alone"):
        teams.remove(team, anne, by=dag, at=AT)
    records.let_in(record, dag, team=team, by=anne)
    teams.remove(team, anne, by=dag, at=AT)
    assert opens(dag, record) == key
    assert opens(anne, record) is None


def test_the_refusal_counts_what_would_be_lost(two):
    team, anne, berit, dag, _record, _key = two
    for _turn in range(2):
        other, _other_key = sealed_to(team)
        records.set_aside(other, berit)
        records.set_aside(other, dag)
    with pytest.raises(LastReaderOfSome, match="3 concerns open to this person alone"):
        teams.remove_from_all_teams(anne, by=dag, at=AT)


def test_who_was_let_in_may_be_set_aside_too_and_the_last_one_never(two):
    team, anne, _berit, dag, record, key = two
    records.let_in(record, dag, team=team, by=anne)
    records.set_aside(record, dag)
    assert opens(dag, record) is None
    with pytest.raises(LastReader):
        records.set_aside(record, anne)
    assert opens(anne, record) == key
    assert set(SetAside.objects.values_list("user__name", flat=True)) == {"Berit", "Dag"}


def test_what_is_shared_with_a_team_stays_closed_to_one_set_aside_who_belongs_to_it(two):
    _team, anne, berit, _dag, record, key = two
    eva = UserFactory(name="Eva")
    other = TeamFactory(name="Andre")
    teams.found_team_keys(other, eva, by=None, at=AT)
    teams.admit(other, berit, by=eva, at=AT)

    records.rewrap(record, other, by=anne)

    assert opens(eva, record) == key
    assert opens(berit, record) is None
    assert not Wrap.objects.filter(record=record).exists(), "the team's key would let her in"


def test_what_is_shared_with_a_team_stays_closed_to_one_set_aside_who_joins_it_later(two):
    _team, anne, berit, _dag, record, key = two
    eva = UserFactory(name="Eva")
    other = TeamFactory(name="Andre")
    teams.found_team_keys(other, eva, by=None, at=AT)
    records.rewrap(record, other, by=anne)
    teams.admit(other, berit, by=eva, at=AT)
    assert opens(eva, record) == key
    assert opens(berit, record) is None


def test_what_is_shared_again_does_not_move_a_reader_to_the_other_team(two):
    """Leaving the other team must not take a key that the first team's work needs."""
    team, anne, _berit, dag, record, key = two
    records.let_in(record, dag, team=team, by=anne)
    other = TeamFactory(name="Andre")
    teams.found_team_keys(other, dag, by=None, at=AT)
    teams.admit(other, UserFactory(name="Eva"), by=dag, at=AT)
    records.rewrap(record, other, by=anne)
    teams.remove(other, dag, by=anne, at=AT)
    assert opens(dag, record) == key


def test_erasing_a_record_forgets_who_was_set_aside(two):
    *_people, record, _key = two
    records.destroy(record)
    assert not SetAside.objects.exists()
    assert not readers(record).exists()


def test_what_was_set_aside_before_there_was_a_row_is_found_in_the_trail(two):
    _team, _anne, berit, _dag, record, _key = two
    SetAside.objects.all().delete()
    for target in (record, uuid4()):
        trail("concern.set_aside", f"concern:{target}", by=f"user:{berit.pk}", at=AT)
    migration = importlib.import_module("kominn.vault.migrations.0004_what_was_set_aside")

    migration.from_the_trail(apps, None)

    assert list(SetAside.objects.values_list("record", "user")) == [(record, berit.pk)]
