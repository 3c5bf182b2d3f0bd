"""Deeds with keys: teams are founded, people let in and out, records sealed to teams and erased.

The way to a record is always the same: server key, member's private key, team's private key, the
record's data key. Take one link away and the record no longer opens.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import Membership, Team, User
from kominn.audit.actions import record as audit
from kominn.core.serverkey import server_keys
from kominn.vault.ciphertext import (
    CannotOpen,
    Place,
    Stored,
    bound,
    key_id_of,
    open_sealed,
    open_with_any,
    seal,
)
from kominn.vault.keypairs import new_key_pair, public_half, unwrap, wrap
from kominn.vault.models import (
    MemberKey,
    MemberWrap,
    SetAside,
    TeamKey,
    TeamKeyWrap,
    Wrap,
    readers,
)
from kominn.vault.receipts import Receipt

KEY_BYTES = 32
BATCH = 500
SERVER_PURPOSE = "member keys"
TEAM_PURPOSE = "team keys"


class NoWrap(Exception):
    """The user's keys do not open this record: need-to-know is missing."""

    def __init__(self) -> None:
        super().__init__(_("Your teams do not have the key to this."))


class NotAHolder(Exception):
    def __init__(self) -> None:
        super().__init__(
            _("Only someone who already reads for this team can let another person in.")
        )


class NotAMember(Exception):
    def __init__(self) -> None:
        super().__init__(_("This person does not belong to the team."))


class LastReader(Exception):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the last person who can read for the team. Let a colleague in first, "
                "or what is sealed to the team can never be opened again."
            )
        )


class LastReaderOfSome(LastReader):
    """Of what was set aside for others, this person alone opens so many."""

    def __init__(self, number: int) -> None:
        Exception.__init__(
            self,
            ngettext(
                "%(number)s concern opens to this person alone, and would never open again. They "
                "must let a colleague in to it first: it stands on their Monday page.",
                "%(number)s concerns open to this person alone, and would never open again. They "
                "must let a colleague in to each first: they stand on their Monday page.",
                number,
            )
            % {"number": number},
        )


class StandsTooNear(Exception):
    """The record was closed to this colleague; it is opened to them by nobody."""

    def __init__(self) -> None:
        super().__init__(_("This was closed to that colleague, and stays closed."))


class AlreadyFounded(Exception):
    def __init__(self) -> None:
        super().__init__(_("This team already has its keys. Ask a member to let people in."))


class NoTeamKey(Exception):
    def __init__(self) -> None:
        super().__init__(_("This team can receive nothing yet, because nobody reads for it."))


class LastWrap(Exception):
    def __init__(self) -> None:
        super().__init__(_("No other team could open this any longer; share it first."))


# --- Members ----------------------------------------------------------------------------------


def make_member_key(user: User) -> MemberKey:
    """The user's key pair, made the first time it is needed."""
    existing = MemberKey.objects.filter(user=user).first()
    if existing:
        return existing
    sealed = _seal_private(new_key_pair().private, user.pk)
    made, _new = MemberKey.objects.get_or_create(user=user, defaults={"private_sealed": sealed})
    return made


def public_of(user: User) -> bytes:
    """What is sealed to a colleague is sealed to this; they get a key if they have none."""
    return public_half(_private_key(make_member_key(user)))


@transaction.atomic
def reseal_member_keys() -> int:
    """Bring every member key under the current server key; how many were under an older one.

    The marks of the teams' keys are made anew with it. After this the older lines may be taken out
    of the key file.
    """
    for team_key in _genuine(TeamKey.objects.select_for_update().order_by("pk")):
        team_key.mark = _marks_of(team_key)[0]
        team_key.save(update_fields=["mark"])
    current = next(iter(server_keys().subkeys(SERVER_PURPOSE)))
    count = 0
    for member_key in MemberKey.objects.select_for_update().order_by("pk"):
        if key_id_of(member_key.private_sealed) != current:
            private = _private_key(member_key)
            member_key.private_sealed = _seal_private(private, member_key.user_id)
            member_key.save(update_fields=["private_sealed"])
            count += 1
    return count


# --- Teams ------------------------------------------------------------------------------------


@transaction.atomic
def found_team_keys(team: Team, first_member: User, *, by: User | None, at: datetime) -> TeamKey:
    """The team's first epoch, with one person who can read and let others in."""
    if TeamKey.objects.of(team).exists():
        raise AlreadyFounded
    team_key = _begin_epoch(team, 1, [first_member], on=at.date())
    _join(team, first_member, on=at.date())
    _note("team.founded", team, first_member, by=by, at=at)
    return team_key


@transaction.atomic
def admit(team: Team, user: User, *, by: User, at: datetime) -> None:
    """Let a colleague into the team: every epoch that `by` holds is sealed to the newcomer too.

    Nobody can let in who cannot read: not even an administrator has the key.
    """
    _lock(team)
    privates = _team_privates(TeamKey.objects.of(team), by)
    if not any(team_key.retired_on is None for team_key in privates):
        raise NotAHolder
    public = public_of(user)
    TeamKeyWrap.objects.bulk_create(
        [_wrapped_to(team_key, private, user, public) for team_key, private in privates.items()],
        ignore_conflicts=True,
    )
    _join(team, user, on=at.date())
    _note("team.admitted", team, user, by=by, at=at)


@transaction.atomic
def remove(team: Team, user: User, *, by: User, at: datetime) -> int:
    """Someone leaves the team: no key of any epoch is theirs any longer, and a new epoch begins.

    Open records move to the new epoch; settled ones stay, readable by those who stay. Whoever may
    manage people may do it, without holding a key. Returns how many records moved.
    """
    old = _lock(team)
    if not TeamKeyWrap.objects.filter(team_key__in=old, user=user).exists():
        raise NotAMember
    staying = [member for member in _holders(old[-1]) if member != user]
    if not staying:
        raise LastReader
    alone = _opened_by_none_but(user, team)
    if alone:
        raise LastReaderOfSome(alone)
    privates = _team_privates(TeamKey.objects.of(team), staying[0])
    today = max(at.date(), old[-1].made_on)  # The clock may have been set back.
    TeamKey.objects.of(team).current().update(retired_on=today)
    fresh = _begin_epoch(team, _last_epoch(team) + 1, staying, on=today)
    moved = _move_unsettled(privates, fresh)
    TeamKeyWrap.objects.filter(team_key__in=old, user=user).delete()
    MemberWrap.objects.filter(team=team, user=user).delete()
    Membership.objects.filter(team=team, user=user).delete()
    _note("team.removed", team, user, by=by, at=at)
    return moved


def _opened_by_none_but(user: User, team: Team) -> int:
    """How much of what was set aside for somebody else this leaver would take the last key of.

    A row that somebody made up must not keep a leaver in the team: only what opens is counted.
    """
    others = MemberWrap.objects.filter(record=OuterRef("record")).exclude(user=user)
    teams = Wrap.objects.filter(record=OuterRef("record"))
    mine = MemberWrap.objects.filter(team=team, user=user)
    alone = mine.exclude(Exists(others)).exclude(Exists(teams)).order_by("pk")
    return sum(_opens_for(user, one) for one in alone)


def _opens_for(user: User, one: MemberWrap) -> bool:
    with suppress(CannotOpen, NoWrap):
        return bool(own_key_for(one.record, user))
    return False


@transaction.atomic
def remove_from_all_teams(user: User, *, by: User, at: datetime) -> None:
    """Someone leaves the house. Refused as a whole where a team would lose its last reader."""
    for team in Team.objects.filter(pk__in=TeamKey.objects.held_by(user).values("team")):
        remove(team, user, by=by, at=at)


def _lock(team: Team) -> list[TeamKey]:
    """One at a time changes who reads for a team; all its true epochs, oldest first."""
    return _genuine(TeamKey.objects.of(team).select_for_update().order_by("epoch"))


def _last_epoch(team: Team) -> int:
    """The highest number taken, by whomever."""
    return max(TeamKey.objects.of(team).values_list("epoch", flat=True))


def _holders(team_key: TeamKey) -> list[User]:
    """Who truly holds the key: a row alone, which anyone may have written, proves nothing."""
    held = TeamKeyWrap.objects.filter(team_key=team_key).select_related("user").order_by("user")
    keys = {key.user_id: key for key in MemberKey.objects.filter(user__in=held.values("user"))}
    return [one.user for one in held if one.user_id in keys and _opens(one, keys[one.user_id])]


def _opens(one: TeamKeyWrap, member_key: MemberKey) -> bool:
    try:
        _team_private(one, _private_key(member_key))
    except CannotOpen:
        return False
    return True


def _genuine(team_keys: Iterable[TeamKey]) -> list[TeamKey]:
    return [team_key for team_key in team_keys if _is_genuine(team_key)]


def _is_genuine(team_key: TeamKey) -> bool:
    """Whether we wrote this team's public key ourselves."""
    mark = bytes(team_key.mark)
    return any(hmac.compare_digest(mark, ours) for ours in _marks_of(team_key))


def _marks_of(team_key: TeamKey) -> list[bytes]:
    """Under the current server key, then under older ones."""
    what = bound(
        b"kominn team key",
        str(team_key.team_id).encode(),
        str(team_key.epoch).encode(),
        bytes(team_key.public),
    )
    keys = server_keys().subkeys(TEAM_PURPOSE).values()
    return [hmac.digest(key, what, "sha256") for key in keys]


def _begin_epoch(team: Team, epoch: int, members: list[User], *, on: date) -> TeamKey:
    pair = new_key_pair()
    team_key = TeamKey(team=team, epoch=epoch, public=pair.public, made_on=on)
    team_key.mark = _marks_of(team_key)[0]
    team_key.save(force_insert=True)
    TeamKeyWrap.objects.bulk_create(
        _wrapped_to(team_key, pair.private, member, public_of(member)) for member in members
    )
    return team_key


def _wrapped_to(team_key: TeamKey, private: bytes, user: User, public: bytes) -> TeamKeyWrap:
    wrapped = wrap(
        private, to=public, meant_for=_team_key_use(team_key.team_id, team_key.epoch, user.pk)
    )
    return TeamKeyWrap(team_key=team_key, user=user, wrapped=wrapped)


def _move_unsettled(privates: dict[TeamKey, bytes], fresh: TeamKey) -> int:
    """Seal every open record to the new epoch; what cannot be opened stays where it is."""
    return sum(
        _move(batch, team_key, private, fresh)
        for team_key, private in privates.items()
        for batch in _batches(Wrap.objects.filter(team_key=team_key).unsettled())
    )


def _move(batch: list[Wrap], old: TeamKey, private: bytes, fresh: TeamKey) -> int:
    moved: list[int] = []
    made: list[Wrap] = []
    for one in batch:
        # A damaged wrap must not keep a leaver in the team.
        with suppress(CannotOpen):
            use = _record_use(old.team_id, old.epoch, one.record)
            data_key = unwrap(one.wrapped, private=private, meant_for=use)
            made.append(_record_wrap(one.record, fresh, data_key))
            moved.append(one.pk)
    Wrap.objects.bulk_create(made, ignore_conflicts=True)
    Wrap.objects.filter(pk__in=moved).delete()
    return len(moved)


def _join(team: Team, user: User, *, on: date) -> None:
    Membership.objects.get_or_create(team=team, user=user, defaults={"joined_on": on})


def _note(verb: str, team: Team, user: User, *, by: User | None, at: datetime) -> None:
    audit(
        verb,
        f"team:{team.pk}",
        by=f"user:{by.pk}" if by else "system",
        at=at,
        detail={"user": str(user.pk)},
    )


# --- Records ----------------------------------------------------------------------------------


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap_for_team(record: UUID, team: Team, data_key: bytes) -> Wrap:
    """Seal a record's key to the team's current epoch.

    Nothing is locked: a team member leaving at the same moment finds the wrap on the epoch that
    just ended, where the leaver has no key either.
    """
    team_key = TeamKey.objects.of(team).current().first()
    if team_key is None or not _is_genuine(team_key):
        raise NoTeamKey
    made = _record_wrap(record, team_key, data_key)
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
            mine = mine or _private_key_of(user)
            use = _team_key_use(team, epoch, user.pk)
            team_privates[pk] = unwrap(to_member, private=mine, meant_for=use)
        use = _record_use(team, epoch, record)
        yield record, unwrap(wrapped, private=team_privates[pk], meant_for=use)


def _opened_alone(wraps: QuerySet[MemberWrap], user: User) -> Iterator[tuple[UUID, bytes]]:
    found = list(wraps.values_list("record", "wrapped"))
    mine = _private_key_of(user) if found else b""
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
        for other in _holders(one.team_key)
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
        _lock(team)


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
        current = [one for one in _lock(to_team) if one.retired_on is None]
        if not current:
            raise NoTeamKey
        new = [one for one in _holders(current[0]) if not _opens_already(record, one)]
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


# --- The links of the chain -------------------------------------------------------------------


def _team_privates(team_keys: QuerySet[TeamKey], user: User) -> dict[TeamKey, bytes]:
    """The private keys of those epochs that the user holds."""
    held = list(
        TeamKeyWrap.objects.filter(team_key__in=team_keys, user=user)
        .select_related("team_key")
        .order_by("team_key__epoch")
    )
    mine = _private_key_of(user) if held else b""
    return {one.team_key: _team_private(one, mine) for one in held if _is_genuine(one.team_key)}


def _team_private(one: TeamKeyWrap, mine: bytes) -> bytes:
    """Anyone could seal any key to a member; it must be the team's."""
    use = _team_key_use(one.team_key.team_id, one.team_key.epoch, one.user_id)
    private = unwrap(one.wrapped, private=mine, meant_for=use)
    if not hmac.compare_digest(public_half(private), bytes(one.team_key.public)):
        raise CannotOpen
    return private


def _record_wrap(record: UUID, team_key: TeamKey, data_key: bytes) -> Wrap:
    use = _record_use(team_key.team_id, team_key.epoch, record)
    wrapped = wrap(data_key, to=team_key.public, meant_for=use)
    return Wrap(record=record, team_key=team_key, wrapped=wrapped)


def _private_key_of(user: User) -> bytes:
    for member_key in MemberKey.objects.filter(user=user):
        return _private_key(member_key)
    raise NoWrap


def _private_key(member_key: MemberKey) -> bytes:
    keys = server_keys().subkeys(SERVER_PURPOSE)
    place = _member_place(member_key.user_id)
    return open_with_any(member_key.private_sealed, keys=keys, place=place)


def _seal_private(private: bytes, user_id: int) -> bytes:
    key = server_keys().subkey(SERVER_PURPOSE)
    return seal(private, key=key, place=_member_place(user_id), step=1)


def _member_place(user_id: int) -> Place:
    return Place("vault_memberkey", "private_sealed", UUID(int=user_id))


def _receipt_place(record: UUID) -> Place:
    return Place("receipt", "data_key", record)


def _team_key_use(team: int, epoch: int, user: int) -> tuple[str, ...]:
    return ("team key", str(team), str(epoch), f"user {user}")


def _member_use(user: User, record: UUID) -> tuple[str, ...]:
    return ("record of a member", str(user.pk), record.hex)


def _record_use(team: int, epoch: int, record: UUID) -> tuple[str, ...]:
    return ("record", str(team), str(epoch), record.hex)


def _batches(wraps: QuerySet[Wrap]) -> Iterator[list[Wrap]]:
    last = 0
    while batch := list(wraps.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
