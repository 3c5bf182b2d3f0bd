"""Who can open what: teams are founded, people come and go, records are shared and erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from kominn.accounts.models import Membership
from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.core.serverkey import ServerKeys, server_keys
from kominn.vault.actions import chain, teams
from kominn.vault.actions.members import make_member_key, public_of, reseal_member_keys
from kominn.vault.actions.records import (
    data_key_for,
    data_key_from_receipt,
    data_keys_for,
    destroy,
    new_data_key,
    rewrap,
    settle,
    take_back,
    unsettle,
    wrap_for_receipt,
    wrap_for_team,
)
from kominn.vault.actions.teams import admit, found_team_keys, remove, remove_from_all_teams
from kominn.vault.ciphertext import CannotOpen, key_id_of
from kominn.vault.keypairs import new_key_pair, unwrap, wrap
from kominn.vault.models import MemberKey, TeamKey, TeamKeyWrap, Wrap, wrapped_for
from kominn.vault.receipts import Receipt
from kominn.vault.refusals import (
    AlreadyFounded,
    LastReader,
    LastWrap,
    NotAHolder,
    NotAMember,
    NoTeamKey,
    NoWrap,
)
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 4, 9, 41, tzinfo=UTC)


@pytest.fixture
def first():
    return UserFactory(name="Første")


@pytest.fixture
def second():
    return UserFactory(name="Andre")


@pytest.fixture
def outsider():
    return UserFactory(name="Utenfor")


@pytest.fixture
def team(first):
    team = TeamFactory()
    found_team_keys(team, first, by=None, at=AT)
    return team


@pytest.fixture
def pair(team, first, second):
    """A team of two."""
    admit(team, second, by=first, at=AT)
    return team


def sealed_to(team):
    record, key = uuid4(), new_data_key()
    wrap_for_team(record, team, key)
    return record, key


# --- Possession ---------------------------------------------------------------------------------


def test_a_member_opens_what_is_sealed_to_the_team_and_nobody_else_does(
    pair, first, second, outsider
):
    record, key = sealed_to(pair)
    assert data_key_for(record, first) == data_key_for(record, second) == key
    with pytest.raises(NoWrap):
        data_key_for(record, outsider)
    with pytest.raises(NoWrap):
        data_key_for(uuid4(), first)


def test_a_member_of_another_team_opens_nothing_of_this_one(team, outsider):
    other = TeamFactory()
    found_team_keys(other, outsider, by=None, at=AT)
    record, _key = sealed_to(team)
    with pytest.raises(NoWrap):
        data_key_for(record, outsider)


def test_being_written_into_the_team_without_a_key_opens_nothing(team, outsider):
    record, _key = sealed_to(team)
    Membership.objects.create(team=team, user=outsider, joined_on=AT.date())
    with pytest.raises(NoWrap):
        data_key_for(record, outsider)


def test_anothers_wrap_under_ones_own_name_opens_nothing(pair, first, outsider):
    """Someone with rights in the database, but not the server key."""
    record, _key = sealed_to(pair)
    make_member_key(outsider)
    TeamKeyWrap.objects.filter(user=first).update(user=outsider)
    with pytest.raises(CannotOpen):
        data_key_for(record, outsider)
    theirs = MemberKey.objects.get(user=first)
    MemberKey.objects.filter(user=outsider).update(private_sealed=theirs.private_sealed)
    with pytest.raises(CannotOpen):
        data_key_for(record, outsider)


def test_a_wrap_copied_to_another_record_opens_nothing(team, first):
    record, _key = sealed_to(team)
    other = uuid4()
    Wrap.objects.filter(record=record).update(record=other)
    with pytest.raises(CannotOpen):
        data_key_for(other, first)


def test_a_wrap_of_a_lost_member_key_opens_nothing(team, first):
    record, _key = sealed_to(team)
    MemberKey.objects.all().delete()
    with pytest.raises(NoWrap):
        data_key_for(record, first)


def test_many_records_open_with_few_queries(pair, first, outsider, django_assert_num_queries):
    sealed = dict(sealed_to(pair) for _ in range(20))
    strange = uuid4()
    with django_assert_num_queries(3):
        assert data_keys_for([*sealed, strange], first) == sealed
    assert data_keys_for(sealed, outsider) == {}


def test_what_is_held_can_be_asked_inside_another_query(pair, first, second, outsider):
    record, _key = sealed_to(pair)
    assert Wrap.objects.held_by(first).get().record == record
    rows = Wrap.objects.filter(wrapped_for(second, "record"))
    assert [row.record for row in rows] == [record]
    assert not Wrap.objects.filter(wrapped_for(outsider, "record")).exists()


def test_sealing_a_record_costs_two_queries(team, django_assert_num_queries):
    with django_assert_num_queries(2):
        sealed_to(team)


def test_a_team_without_keys_receives_nothing():
    with pytest.raises(NoTeamKey, match="nobody reads"):
        wrap_for_team(uuid4(), TeamFactory(), new_data_key())


# --- Founding and letting in --------------------------------------------------------------------


def test_founding_gives_the_first_member_key_and_place(team, first):
    assert Membership.objects.filter(team=team, user=first).exists()
    assert str(TeamKey.objects.get()) == f"Key 1 of team {team.pk}"
    with pytest.raises(AlreadyFounded, match="already"):
        found_team_keys(team, first, by=first, at=AT)


def test_a_newcomer_opens_old_and_new(team, first, second):
    earlier, key = sealed_to(team)
    admit(team, second, by=first, at=AT)
    later, later_key = sealed_to(team)
    assert data_keys_for([earlier, later], second) == {earlier: key, later: later_key}
    assert Membership.objects.get(user=second).joined_on == AT.date()


def test_a_newcomer_opens_settled_records_of_earlier_epochs_too(pair, first, second):
    record, key = sealed_to(pair)
    settle(record)
    remove(pair, second, by=first, at=AT)
    third = UserFactory()
    admit(pair, third, by=first, at=AT)
    assert data_key_for(record, third) == key


def test_who_cannot_read_cannot_let_in(team, outsider, second):
    """Not even the one who manages people."""
    with pytest.raises(NotAHolder, match="already reads"):
        admit(team, second, by=outsider, at=AT)
    assert not Membership.objects.filter(user=second).exists()


def test_letting_in_twice_is_letting_in_once(team, first, second):
    admit(team, second, by=first, at=AT)
    admit(team, second, by=first, at=AT)
    assert TeamKeyWrap.objects.filter(user=second).count() == 1


# --- Leaving ------------------------------------------------------------------------------------


def test_a_leaver_opens_nothing_any_longer_and_those_who_stay_open_all(pair, first, second):
    open_one, open_key = sealed_to(pair)
    settled, settled_key = sealed_to(pair)
    settle(settled)
    assert remove(pair, second, by=first, at=AT) == 1
    later, later_key = sealed_to(pair)
    assert data_keys_for([open_one, settled, later], second) == {}
    assert not TeamKeyWrap.objects.filter(user=second).exists()
    assert not Membership.objects.filter(user=second).exists()
    expected = {open_one: open_key, settled: settled_key, later: later_key}
    assert data_keys_for(expected, first) == expected


def test_the_teams_old_private_key_opens_no_open_record_after_someone_left(pair, first, second):
    """The leaver may have kept a copy of it."""
    record, _key = sealed_to(pair)
    old = TeamKey.objects.get()
    [kept] = chain.team_privates(TeamKey.objects.all(), second).values()
    remove(pair, second, by=first, at=AT)
    stands = Wrap.objects.get(record=record)
    assert stands.team_key.epoch == 2
    for key in (old, stands.team_key):
        use = chain.record_use(key.team_id, key.epoch, record)
        with pytest.raises(CannotOpen):
            unwrap(stands.wrapped, private=kept, meant_for=use)


def test_settled_records_keep_their_epoch_until_they_are_worked_on_again(pair, first, second):
    record, key = sealed_to(pair)
    settle(record)
    third = UserFactory()
    admit(pair, third, by=first, at=AT)
    remove(pair, second, by=first, at=AT)
    assert Wrap.objects.get(record=record).team_key.epoch == 1
    unsettle(record)
    remove(pair, third, by=first, at=AT)
    assert Wrap.objects.get(record=record).team_key.epoch == 3
    assert data_key_for(record, first) == key


def test_a_leaver_who_comes_back_opens_again(pair, first, second):
    record, key = sealed_to(pair)
    remove(pair, second, by=first, at=AT)
    admit(pair, second, by=first, at=AT)
    assert data_key_for(record, second) == key


def test_who_manages_people_takes_out_without_holding_a_key(pair, first, second, outsider):
    record, key = sealed_to(pair)
    remove(pair, second, by=outsider, at=AT)
    assert data_key_for(record, first) == key


def test_the_last_reader_cannot_leave(team, first, second):
    record, key = sealed_to(team)
    with pytest.raises(LastReader, match="Let a colleague in first"):
        remove(team, first, by=first, at=AT)
    assert data_key_for(record, first) == key
    with pytest.raises(NotAMember, match="does not belong"):
        remove(team, second, by=first, at=AT)


def test_who_leaves_the_house_leaves_every_team(pair, first, second):
    other = TeamFactory()
    found_team_keys(other, first, by=None, at=AT)
    admit(other, second, by=first, at=AT)
    remove_from_all_teams(second, by=first, at=AT)
    assert not TeamKeyWrap.objects.filter(user=second).exists()
    with pytest.raises(LastReader):
        remove_from_all_teams(first, by=first, at=AT)


def test_a_damaged_wrap_does_not_keep_a_leaver_in(pair, first, second, monkeypatch):
    monkeypatch.setattr(teams, "BATCH", 2)
    sealed = dict(sealed_to(pair) for _ in range(7))
    damaged = next(iter(sealed))
    Wrap.objects.filter(record=damaged).update(wrapped=b"\x01" + bytes(80))
    assert remove(pair, second, by=first, at=AT) == 6
    del sealed[damaged]
    assert data_keys_for(sealed, first) == sealed


def test_many_records_move_with_few_queries(pair, first, second, django_assert_max_num_queries):
    for _ in range(30):
        sealed_to(pair)
    with django_assert_max_num_queries(32):
        assert remove(pair, second, by=first, at=AT) == 30


def test_a_clock_set_back_does_not_keep_a_leaver_in(pair, first, second):
    remove(pair, second, by=first, at=AT - timedelta(days=30))
    assert TeamKey.objects.get(epoch=1).retired_on == AT.date()


def test_coming_and_going_is_in_the_trail(pair, first, second):
    remove(pair, second, by=first, at=AT)
    events = list(Event.objects.about(f"team:{pair.pk}"))
    assert [event.verb for event in events] == ["team.founded", "team.admitted", "team.removed"]
    assert [event.by for event in events] == ["system", f"user:{first.pk}", f"user:{first.pk}"]
    assert events[-1].detail == {"user": str(second.pk)}
    assert verify() == []


# --- Sharing, taking back, erasing --------------------------------------------------------------


@pytest.fixture
def other_team(outsider):
    team = TeamFactory()
    found_team_keys(team, outsider, by=None, at=AT)
    return team


def test_sharing_gives_one_more_team_the_key(team, first, other_team, outsider):
    record, key = sealed_to(team)
    rewrap(record, other_team, by=first)
    rewrap(record, other_team, by=first)
    assert data_key_for(record, outsider) == data_key_for(record, first) == key
    assert Wrap.objects.filter(record=record).count() == 2


def test_who_cannot_open_cannot_share(team, other_team, outsider):
    record, _key = sealed_to(team)
    with pytest.raises(NoWrap, match="do not have the key"):
        rewrap(record, other_team, by=outsider)


def test_a_team_that_need_not_know_any_longer_loses_the_key(team, first, other_team, outsider):
    record, key = sealed_to(team)
    with pytest.raises(LastWrap, match="share it first"):
        take_back(record, from_team=team)
    rewrap(record, other_team, by=first)
    take_back(record, from_team=team)
    take_back(record, from_team=team)
    assert data_key_for(record, outsider) == key
    with pytest.raises(NoWrap):
        data_key_for(record, first)


def test_a_destroyed_record_opens_for_nobody(pair, first, second):
    record, _key = sealed_to(pair)
    destroy(record)
    for user in (first, second):
        with pytest.raises(NoWrap):
            data_key_for(record, user)


def test_a_receipt_opens_its_own_record_and_no_other():
    record, key, receipt = uuid4(), new_data_key(), Receipt.new()
    wrapped = wrap_for_receipt(record, receipt, key)
    assert data_key_from_receipt(record, receipt, memoryview(wrapped)) == key
    assert len(wrapped) < 100
    with pytest.raises(CannotOpen):
        data_key_from_receipt(record, Receipt.new(), wrapped)
    with pytest.raises(CannotOpen):
        data_key_from_receipt(uuid4(), receipt, wrapped)


# --- The server key -----------------------------------------------------------------------------


def test_member_keys_follow_the_server_key_when_it_changes(pair, first, second, monkeypatch):
    record, key = sealed_to(pair)
    old = server_keys().keys[0]
    monkeypatch.setattr(chain, "server_keys", lambda: ServerKeys("real", (b"n" * 32, old)))
    assert data_key_for(record, first) == key
    assert reseal_member_keys() == 2
    assert reseal_member_keys() == 0
    assert len({key_id_of(one.private_sealed) for one in MemberKey.objects.all()}) == 1
    monkeypatch.setattr(chain, "server_keys", lambda: ServerKeys("real", (b"n" * 32,)))
    assert data_key_for(record, second) == key
    monkeypatch.setattr(chain, "server_keys", lambda: ServerKeys("real", (old,)))
    with pytest.raises(CannotOpen):
        data_key_for(record, second)


def test_a_demo_key_never_opens_what_a_real_key_sealed(team, first, monkeypatch):
    record, _key = sealed_to(team)
    monkeypatch.setattr(chain, "server_keys", lambda: ServerKeys("demo", server_keys().keys))
    with pytest.raises(CannotOpen):
        data_key_for(record, first)


def test_a_member_key_is_made_once(first):
    assert public_of(first) == public_of(first)
    assert make_member_key(first) == make_member_key(first)
    assert MemberKey.objects.count() == 1


def test_no_key_stands_readable_in_the_database(team, first):
    _record, key = sealed_to(team)
    private = chain.private_key_of(first)
    [team_private] = chain.team_privates(TeamKey.objects.all(), first).values()
    stored = [
        bytes(value)
        for model in (MemberKey, TeamKey, TeamKeyWrap, Wrap)
        for row in model.objects.values_list()
        for value in row
        if isinstance(value, bytes | memoryview)
    ]
    assert len(stored) == 5
    for secret in (key, private, team_private):
        assert not any(secret in value for value in stored)


# --- Wraps themselves ---------------------------------------------------------------------------


def test_a_wrap_opens_for_its_purpose_only_and_tells_nothing_else():
    pair, other = new_key_pair(), new_key_pair()
    wrapped = wrap(b"k" * 32, to=pair.public, meant_for=("record", "1", "1", "a"))
    assert unwrap(wrapped, private=pair.private, meant_for=("record", "1", "1", "a")) == b"k" * 32
    for meant_for in [
        ("record", "1", "1", "b"),
        ("record", "11", "", "a"),
        ("record", "1", "1", "a", ""),
    ]:
        with pytest.raises(CannotOpen):
            unwrap(wrapped, private=pair.private, meant_for=meant_for)
    for changed in (b"", b"\x01", b"\x02" + wrapped[1:], wrapped[:-1], wrapped + b"\0"):
        with pytest.raises(CannotOpen):
            unwrap(changed, private=pair.private, meant_for=("record", "1", "1", "a"))
    with pytest.raises(CannotOpen):
        unwrap(wrapped, private=other.private, meant_for=("record", "1", "1", "a"))
    assert pair.private.hex() not in repr(pair)
    assert repr(pair.private) not in repr(pair)


def test_rows_name_themselves_without_secrets(pair, first):
    record, _key = sealed_to(pair)
    assert str(MemberKey.objects.get(user=first)) == f"Key of user {first.pk}"
    assert "for user" in str(TeamKeyWrap.objects.first())
    assert str(record) in str(Wrap.objects.get())


# --- What the database itself refuses -----------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda key: TeamKey.objects.create(team=key.team, epoch=2, public=b"", made_on=AT.date()),
        lambda key: TeamKey.objects.create(
            team=key.team, epoch=1, public=b"", made_on=AT.date(), retired_on=AT.date()
        ),
        lambda key: TeamKey.objects.filter(pk=key.pk).update(epoch=0),
        lambda key: TeamKey.objects.filter(pk=key.pk).update(retired_on=date(2020, 1, 1)),
        lambda key: TeamKeyWrap.objects.create(
            team_key=key, user=key.wraps.get().user, wrapped=b""
        ),
        lambda key: [
            Wrap.objects.create(record=UUID(int=1), team_key=key, wrapped=b"") for _ in "ab"
        ],
    ],
    ids=[
        "two current",
        "epoch twice",
        "epoch zero",
        "retired early",
        "wrapped twice",
        "record twice",
    ],
)
def test_the_database_refuses_what_must_never_be(team, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(TeamKey.objects.get())


def test_who_holds_keys_and_what_holds_records_cannot_be_deleted(team, first):
    sealed_to(team)
    for thing in (first, team, TeamKey.objects.get()):
        with pytest.raises(ProtectedError):
            thing.delete()


# --- How long it takes --------------------------------------------------------------------------


def test_wraps_can_be_asked_by_team(team, first, other_team):
    record, _key = sealed_to(team)
    rewrap(record, other_team, by=first)
    assert Wrap.objects.of_team(team).unsettled().count() == 1
