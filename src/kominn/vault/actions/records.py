"""Records are sealed to teams and to colleagues, shared, set aside and erased."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kominn.accounts.models import Membership, Team, User
from kominn.vault.actions.chain import (
    holders,
    is_genuine,
    lock,
    private_key_of,
    record_use,
    record_wrap,
    team_key_use,
)
from kominn.vault.actions.members import public_of
from kominn.vault.ciphertext import CannotOpen, Place, Stored, open_sealed, seal
from kominn.vault.keypairs import unwrap, wrap
from kominn.vault.models import MemberWrap, SetAside, TeamKey, Wrap, readers
from kominn.vault.receipts import Receipt
from kominn.vault.refusals import LastReader, LastWrap, NotAMember, NoTeamKey, NoWrap, StandsTooNear

KEY_BYTES = 32


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap_for_team(record: UUID, team: Team, data_key: bytes) -> Wrap:
    """Seal a record's key to the team's current epoch.

    Nothing is locked: a team member leaving at the same moment finds the wrap on the epoch that
    just ended, where the leaver has no key either.
    """
    team_key = TeamKey.objects.of(team).current().first()
    if team_key is None or not is_genuine(team_key):
        raise NoTeamKey
    made = record_wrap(record, team_key, data_key)
    made.save(force_insert=True)
    return made


def data_key_for(record: UUID, user: User) -> bytes:
    """The record's data key, if a wrap stands between the user and the record."""
    found = data_keys_for([record], user)
    if record not in found:
        raise NoWrap
    return found[record]


def data_key_by_any_reader(record: UUID) -> bytes:
    """For the server's own deeds with what is finished, by whichever reader's keys open it.

    No person sees what is opened so; raises `NoWrap` where nobody's keys do.
    """
    for user in readers(record).order_by("pk"):
        with suppress(CannotOpen, NoWrap):
            return data_key_for(record, user)
    raise NoWrap


def data_keys_for(records: Iterable[UUID], user: User) -> dict[UUID, bytes]:
    """The data keys of those records that the user's keys open; three queries for any number."""
    wanted = list(records)
    wraps = Wrap.objects.held_by(user).filter(record__in=wanted).order_by("pk")
    alone = MemberWrap.objects.filter(user=user, record__in=wanted).order_by("pk")
    # A team's public key stands in the clear, and anyone may have sealed something to it; a
    # colleague's stands nowhere. So what is sealed to oneself goes first.
    return {**dict(_opened(wraps, user)), **dict(_opened_alone(alone, user))}


def whole_keys_for(records: Iterable[UUID], user: User) -> dict[UUID, bytes]:
    """The same, where one damaged key takes no other with it."""
    wanted = list(records)
    try:
        return data_keys_for(wanted, user)
    except CannotOpen:
        found: dict[UUID, bytes] = {}
        for record in wanted:
            with suppress(CannotOpen):
                found |= data_keys_for([record], user)
        return found


def own_key_for(record: UUID, user: User) -> bytes:
    """The key of what is the user's alone: no wrap to a team counts."""
    alone = MemberWrap.objects.filter(user=user, record=record)
    found = dict(_opened_alone(alone, user))
    if record not in found:
        raise NoWrap
    return found[record]


def _opened(wraps: QuerySet[Wrap], user: User) -> Iterator[tuple[UUID, bytes]]:
    mine: bytes | None = None
    team_privates: dict[int, bytes] = {}
    for record, wrapped, pk, team, epoch, to_member in wraps.values_list(
        "record",
        "wrapped",
        "team_key",
        "team_key__team",
        "team_key__epoch",
        "team_key__wraps__wrapped",
    ):
        if pk not in team_privates:
            mine = mine or private_key_of(user)
            use = team_key_use(team, epoch, user.pk)
            team_privates[pk] = unwrap(to_member, private=mine, meant_for=use)
        use = record_use(team, epoch, record)
        yield record, unwrap(wrapped, private=team_privates[pk], meant_for=use)


def _opened_alone(wraps: QuerySet[MemberWrap], user: User) -> Iterator[tuple[UUID, bytes]]:
    found = list(wraps.values_list("record", "wrapped"))
    mine = private_key_of(user) if found else b""
    for record, wrapped in found:
        yield record, unwrap(wrapped, private=mine, meant_for=_member_use(user, record))


@transaction.atomic
def wrap_for_member(
    record: UUID, user: User, data_key: bytes, *, team: Team | None = None
) -> MemberWrap:
    """Seal a record's key to one colleague; with `team` until they leave it."""
    if SetAside.objects.filter(record=record, user=user).exists():
        raise StandsTooNear
    wrapped = wrap(data_key, to=public_of(user), meant_for=_member_use(user, record))
    made, _new = MemberWrap.objects.update_or_create(
        record=record, user=user, defaults={"team": team, "wrapped": wrapped}
    )
    return made


@transaction.atomic
def set_aside(record: UUID, user: User) -> None:
    """Close a record for good to a colleague of the team that it is sealed to: they stand too near.

    The team's wrap is replaced by one for each of the others. Raises `LastReader` where nobody
    else would be left, and `NoWrap` where nobody can open it now.
    """
    _lock_teams_of(record)
    wraps = list(Wrap.objects.filter(record=record).select_related("team_key__team"))
    others = {
        other: one.team_key.team
        for one in wraps
        for other in holders(one.team_key)
        if other != user
    }
    alone = MemberWrap.objects.filter(record=record)
    left = [*others, *(one.user for one in alone.exclude(user=user).select_related("user"))]
    if not left:
        raise LastReader
    data_key = data_key_for(record, left[0])
    _seal_to_each(record, others, data_key)
    Wrap.objects.filter(pk__in=[one.pk for one in wraps]).delete()
    alone.filter(user=user).delete()
    SetAside.objects.get_or_create(record=record, user=user)


def closed_to(records: Collection[UUID]) -> dict[UUID, set[int]]:
    """To whom each of these was closed; one query for any number."""
    found: dict[UUID, set[int]] = {record: set() for record in records}
    rows = SetAside.objects.filter(record__in=records).values_list("record", "user")
    for record, user in rows:
        found[record].add(user)
    return found


@transaction.atomic
def let_in(record: UUID, user: User, *, team: Team, by: User) -> bool:
    """Seal a record to one colleague more, of `team`; False where they could open it already.

    `by` must be able to open it. Never to one from whom it was set aside.
    """
    _lock_teams_of(record, team)
    data_key = data_key_for(record, by)
    if not Membership.objects.filter(team=team, user=user).exists():
        raise NotAMember
    if _opens_already(record, user):
        return False
    wrap_for_member(record, user, data_key, team=team)
    return True


def _opens_already(record: UUID, user: User) -> bool:
    with suppress(CannotOpen):
        return record in data_keys_for([record], user)
    return False


def _lock_teams_of(record: UUID, *besides: Team) -> None:
    """Who may open a record is changed by one at a time, and while nobody comes or goes: a leaver
    would bring the record to a new epoch, or take with them a key just given."""
    by_team = Wrap.objects.filter(record=record).values("team_key__team")
    alone = MemberWrap.objects.filter(record=record, team__isnull=False).values("team")
    named = Q(pk__in=[team.pk for team in besides])
    for team in Team.objects.filter(Q(pk__in=by_team) | Q(pk__in=alone) | named).order_by("pk"):
        lock(team)


def _seal_to_each(record: UUID, people: dict[User, Team], data_key: bytes) -> None:
    gone = set(SetAside.objects.filter(record=record).values_list("user", flat=True))
    for user, team in people.items():
        if user.pk not in gone:
            wrap_for_member(record, user, data_key, team=team)


def wrap_for_receipt(record: UUID, receipt: Receipt, data_key: bytes) -> bytes:
    return seal(data_key, key=receipt.wrapping_key(), place=_receipt_place(record), step=1)


def data_key_from_receipt(record: UUID, receipt: Receipt, wrapped: Stored) -> bytes:
    return open_sealed(wrapped, key=receipt.wrapping_key(), place=_receipt_place(record))


@transaction.atomic
def rewrap(record: UUID, to_team: Team, *, by: User) -> None:
    """Share a record with one more team; `by` must be able to open it.

    What was set aside from somebody is sealed to each of the team alone, never to its key: they
    might hold that, or be let in to the team tomorrow.
    """
    _lock_teams_of(record, to_team)
    data_key = data_key_for(record, by)
    if SetAside.objects.filter(record=record).exists():
        current = [one for one in lock(to_team) if one.retired_on is None]
        if not current:
            raise NoTeamKey
        new = [one for one in holders(current[0]) if not _opens_already(record, one)]
        _seal_to_each(record, dict.fromkeys(new, to_team), data_key)
    elif not Wrap.objects.filter(record=record, team_key__team=to_team).exists():
        wrap_for_team(record, to_team, data_key)


@transaction.atomic
def take_back(record: UUID, *, from_team: Team) -> None:
    """A team no longer needs to know. The last wrap of a record is never taken back."""
    wraps = list(Wrap.objects.filter(record=record).select_related("team_key").select_for_update())
    taken = [one.pk for one in wraps if one.team_key.team_id == from_team.pk]
    if taken and len(taken) == len(wraps):
        raise LastWrap
    Wrap.objects.filter(pk__in=taken).delete()


def settle(*records: UUID) -> None:
    """These records are finished: they stay in their epoch when people leave."""
    Wrap.objects.filter(record__in=records).update(settled=True)


def unsettle(*records: UUID) -> None:
    """These records are worked on again, and follow the team to its next epoch."""
    Wrap.objects.filter(record__in=records).update(settled=False)


def destroy(record: UUID) -> None:
    """Erase the record's key everywhere here; what it sealed can no longer be read by anyone.

    The caller deletes the receipt's wrap with its own row.
    """
    Wrap.objects.filter(record=record).delete()
    MemberWrap.objects.filter(record=record).delete()
    SetAside.objects.filter(record=record).delete()


def _receipt_place(record: UUID) -> Place:
    return Place("receipt", "data_key", record)


def _member_use(user: User, record: UUID) -> tuple[str, ...]:
    return ("record of a member", str(user.pk), record.hex)
