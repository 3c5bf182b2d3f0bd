"""Someone writes in the database, without the server key: to be let in, or to be sealed to."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from kominn.accounts.models import Membership
from kominn.concerns.models import Concern
from kominn.vault.actions import members, records, teams
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.keypairs import new_key_pair, unwrap, wrap
from kominn.vault.models import MemberKey, MemberWrap, TeamKey, TeamKeyWrap, Wrap
from kominn.vault.refusals import NoTeamKey, NoWrap

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sealed_to(team):
    record, key = uuid4(), records.new_data_key()
    records.wrap_for_team(record, team, key)
    return record, key


def opened_by(private, record):
    """What the attacker gets out of the record's wraps with a private key of their own."""
    for one in Wrap.objects.filter(record=record).select_related("team_key"):
        key = one.team_key
        use = ("record", str(key.team_id), str(key.epoch), record.hex)
        yield unwrap(one.wrapped, private=private, meant_for=use)


# --- A team's key changed for the attacker's ---------------------------------------------------


def test_nothing_is_sealed_to_a_team_key_that_was_changed(intake_team):
    """Whoever writes their own public key in the row would read all that comes."""
    TeamKey.objects.update(public=new_key_pair().public)

    with pytest.raises(NoTeamKey):
        sealed_to(intake_team)


def test_nothing_is_sealed_to_an_epoch_an_attacker_began(intake_team, inga, kari):
    """Wrapped to every member, so that nobody would notice."""
    pair = new_key_pair()
    TeamKey.objects.update(retired_on=NOW.date())
    forged = TeamKey.objects.create(
        team=intake_team, epoch=2, public=pair.public, made_on=NOW.date()
    )
    for reader in (inga, kari):
        use = ("team key", str(intake_team.pk), "2", f"user {reader.pk}")
        public = members.public_of(reader)
        TeamKeyWrap.objects.create(
            team_key=forged, user=reader, wrapped=wrap(pair.private, to=public, meant_for=use)
        )

    with pytest.raises(NoTeamKey):
        sealed_to(intake_team)


def test_a_true_mark_of_another_epoch_or_team_does_not_serve(intake_team, inga, kari):
    from tests.factories.accounts import TeamFactory

    teams.found_team_keys(TeamFactory(name="Andre"), inga, by=None, at=NOW)
    mine, theirs = TeamKey.objects.order_by("pk")
    TeamKey.objects.filter(pk=mine.pk).update(public=theirs.public, mark=theirs.mark)

    with pytest.raises(NoTeamKey):
        sealed_to(intake_team)


def test_who_leaves_takes_a_forged_epoch_with_them(intake_team, inga, kari):
    """What was sealed before goes over to the next true epoch, and the attacker's opens nothing."""
    record, key = sealed_to(intake_team)
    pair = new_key_pair()
    TeamKey.objects.update(retired_on=NOW.date())
    TeamKey.objects.create(team=intake_team, epoch=2, public=pair.public, made_on=NOW.date())

    teams.remove(intake_team, kari, by=inga, at=NOW)

    assert records.data_key_for(record, inga) == key
    later, _key = sealed_to(intake_team)
    for one in (record, later):
        with pytest.raises(CannotOpen):
            list(opened_by(pair.private, one))


# --- A colleague written into a team -----------------------------------------------------------


@pytest.mark.parametrize("wrapped", [b"", bytes(80)])
def test_a_colleague_written_into_a_team_gets_no_key_when_it_gets_a_new_one(
    intake_team, inga, kari, stian, wrapped
):
    """Rows may say that Stian belongs; only a key he can open proves it."""
    members.make_member_key(stian)
    Membership.objects.create(team=intake_team, user=stian, joined_on=NOW.date())
    TeamKeyWrap.objects.create(team_key=TeamKey.objects.get(), user=stian, wrapped=wrapped)
    record, key = sealed_to(intake_team)

    teams.remove(intake_team, kari, by=inga, at=NOW)

    assert records.data_key_for(record, inga) == key
    with pytest.raises(NoWrap):
        records.data_key_for(record, stian)


def test_a_wrap_of_another_key_does_not_prove_that_one_belongs(intake_team, inga, kari, stian):
    """Anyone can seal a key to Stian; it must be the team's."""
    team_key = TeamKey.objects.get()
    members.make_member_key(stian)
    use = ("team key", str(intake_team.pk), "1", f"user {stian.pk}")
    wrapped = wrap(new_key_pair().private, to=members.public_of(stian), meant_for=use)
    TeamKeyWrap.objects.create(team_key=team_key, user=stian, wrapped=wrapped)
    record, _key = sealed_to(intake_team)

    teams.remove(intake_team, kari, by=inga, at=NOW)

    with pytest.raises(NoWrap):
        records.data_key_for(record, stian)


def test_a_members_public_key_is_never_taken_from_the_database(intake_team, inga):
    """It is worked out from the private one, which the server key seals to its owner."""
    assert "public" not in {field.name for field in MemberKey._meta.get_fields()}


# --- What is sealed to each colleague alone ----------------------------------------------------


def test_a_key_sealed_to_the_team_does_not_replace_one_sealed_to_oneself(intake_team, inga, kari):
    """The team's public key stands in the clear, so anyone can seal a key of theirs to it."""
    record, key = sealed_to(intake_team)
    records.set_aside(record, kari)
    team_key = TeamKey.objects.get()
    use = ("record", str(intake_team.pk), "1", record.hex)
    forged = wrap(records.new_data_key(), to=team_key.public, meant_for=use)

    Wrap.objects.create(record=record, team_key=team_key, wrapped=forged)

    assert records.data_key_for(record, inga) == key


def test_a_wrap_made_up_does_not_keep_a_leaver_in_the_team(intake_team, inga, kari):
    """It says that Kari is the only one to open something; a key that opens must prove it."""
    MemberWrap.objects.create(record=uuid4(), user=kari, team=intake_team, wrapped=bytes(80))

    teams.remove(intake_team, kari, by=inga, at=NOW)

    assert not MemberWrap.objects.filter(user=kari).exists()


# --- A concern moved to another team, or another's row -----------------------------------------


def test_a_concern_written_over_to_another_team_is_seen_by_nobody_there(intake, stian):
    from tests.factories.accounts import TeamFactory, UserFactory
    from tests.factories.concerns import ConcernFactory

    olav = UserFactory(name="Olav", roles=["coordinator"])
    school = TeamFactory(name="Skolen")
    teams.found_team_keys(school, olav, by=None, at=NOW - dt.timedelta(days=1))
    concern = ConcernFactory()

    Concern.objects.update(team=school)

    assert not Concern.objects.visible_to(olav).exists()
    with pytest.raises(NoWrap):
        records.data_key_for(concern.pk, olav)
