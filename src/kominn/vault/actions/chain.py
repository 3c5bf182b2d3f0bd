"""The links of the chain: which key opens which, and whether it is truly ours.

The way to a record is always the same: server key, member's private key, team's private key, the
record's data key. Take one link away and the record no longer opens.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from kominn.accounts.models import Team, User
from kominn.core.serverkey import server_keys
from kominn.vault.ciphertext import CannotOpen, Place, bound, open_with_any, seal
from kominn.vault.keypairs import public_half, unwrap, wrap
from kominn.vault.models import MemberKey, TeamKey, TeamKeyWrap, Wrap
from kominn.vault.refusals import NoWrap

SERVER_PURPOSE = "member keys"
TEAM_PURPOSE = "team keys"


def lock(team: Team) -> list[TeamKey]:
    """One at a time changes who reads for a team; all its true epochs, oldest first."""
    return genuine(TeamKey.objects.of(team).select_for_update().order_by("epoch"))


def holders(team_key: TeamKey) -> list[User]:
    """Who truly holds the key: a row alone, which anyone may have written, proves nothing."""
    held = TeamKeyWrap.objects.filter(team_key=team_key).select_related("user").order_by("user")
    keys = {key.user_id: key for key in MemberKey.objects.filter(user__in=held.values("user"))}
    return [one.user for one in held if one.user_id in keys and _opens(one, keys[one.user_id])]


def _opens(one: TeamKeyWrap, member_key: MemberKey) -> bool:
    try:
        team_private(one, private_key(member_key))
    except CannotOpen:
        return False
    return True


def genuine(team_keys: Iterable[TeamKey]) -> list[TeamKey]:
    return [team_key for team_key in team_keys if is_genuine(team_key)]


def is_genuine(team_key: TeamKey) -> bool:
    """Whether we wrote this team's public key ourselves."""
    mark = bytes(team_key.mark)
    return any(hmac.compare_digest(mark, ours) for ours in marks_of(team_key))


def marks_of(team_key: TeamKey) -> list[bytes]:
    """Under the current server key, then under older ones."""
    what = bound(
        b"kominn team key",
        str(team_key.team_id).encode(),
        str(team_key.epoch).encode(),
        bytes(team_key.public),
    )
    keys = server_keys().subkeys(TEAM_PURPOSE).values()
    return [hmac.digest(key, what, "sha256") for key in keys]


def team_privates(team_keys: QuerySet[TeamKey], user: User) -> dict[TeamKey, bytes]:
    """The private keys of those epochs that the user holds."""
    held = list(
        TeamKeyWrap.objects.filter(team_key__in=team_keys, user=user)
        .select_related("team_key")
        .order_by("team_key__epoch")
    )
    mine = private_key_of(user) if held else b""
    return {one.team_key: team_private(one, mine) for one in held if is_genuine(one.team_key)}


def team_private(one: TeamKeyWrap, mine: bytes) -> bytes:
    """Anyone could seal any key to a member; it must be the team's."""
    use = team_key_use(one.team_key.team_id, one.team_key.epoch, one.user_id)
    private = unwrap(one.wrapped, private=mine, meant_for=use)
    if not hmac.compare_digest(public_half(private), bytes(one.team_key.public)):
        raise CannotOpen
    return private


def record_wrap(record: UUID, team_key: TeamKey, data_key: bytes) -> Wrap:
    use = record_use(team_key.team_id, team_key.epoch, record)
    wrapped = wrap(data_key, to=team_key.public, meant_for=use)
    return Wrap(record=record, team_key=team_key, wrapped=wrapped)


def private_key_of(user: User) -> bytes:
    for member_key in MemberKey.objects.filter(user=user):
        return private_key(member_key)
    raise NoWrap


def private_key(member_key: MemberKey) -> bytes:
    keys = server_keys().subkeys(SERVER_PURPOSE)
    place = _member_place(member_key.user_id)
    return open_with_any(member_key.private_sealed, keys=keys, place=place)


def current_key_id() -> bytes:
    """Which of the server's keys seals members' keys now."""
    return next(iter(server_keys().subkeys(SERVER_PURPOSE)))


def seal_private(private: bytes, user_id: int) -> bytes:
    key = server_keys().subkey(SERVER_PURPOSE)
    return seal(private, key=key, place=_member_place(user_id), step=1)


def _member_place(user_id: int) -> Place:
    return Place("vault_memberkey", "private_sealed", UUID(int=user_id))


def team_key_use(team: int, epoch: int, user: int) -> tuple[str, ...]:
    return ("team key", str(team), str(epoch), f"user {user}")


def record_use(team: int, epoch: int, record: UUID) -> tuple[str, ...]:
    return ("record", str(team), str(epoch), record.hex)
