"""Teams are founded, and people let in and out; with each who leaves a new epoch begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kominn.accounts.models import Membership, Team, User
from kominn.audit.actions import record as audit
from kominn.vault.actions.chain import (
    holders,
    lock,
    marks_of,
    record_use,
    record_wrap,
    team_key_use,
    team_privates,
)
from kominn.vault.actions.members import public_of
from kominn.vault.actions.records import own_key_for
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.keypairs import new_key_pair, unwrap, wrap
from kominn.vault.models import MemberWrap, TeamKey, TeamKeyWrap, Wrap
from kominn.vault.refusals import (
    AlreadyFounded,
    LastReader,
    LastReaderOfSome,
    NotAHolder,
    NotAMember,
    NoWrap,
)

BATCH = 500


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
    lock(team)
    privates = team_privates(TeamKey.objects.of(team), by)
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
    old = lock(team)
    if not TeamKeyWrap.objects.filter(team_key__in=old, user=user).exists():
        raise NotAMember
    staying = [member for member in holders(old[-1]) if member != user]
    if not staying:
        raise LastReader
    alone = _opened_by_none_but(user, team)
    if alone:
        raise LastReaderOfSome(alone)
    privates = team_privates(TeamKey.objects.of(team), staying[0])
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


def _last_epoch(team: Team) -> int:
    """The highest number taken, by whomever."""
    return max(TeamKey.objects.of(team).values_list("epoch", flat=True))


def _begin_epoch(team: Team, epoch: int, members: list[User], *, on: date) -> TeamKey:
    pair = new_key_pair()
    team_key = TeamKey(team=team, epoch=epoch, public=pair.public, made_on=on)
    team_key.mark = marks_of(team_key)[0]
    team_key.save(force_insert=True)
    TeamKeyWrap.objects.bulk_create(
        _wrapped_to(team_key, pair.private, member, public_of(member)) for member in members
    )
    return team_key


def _wrapped_to(team_key: TeamKey, private: bytes, user: User, public: bytes) -> TeamKeyWrap:
    wrapped = wrap(
        private, to=public, meant_for=team_key_use(team_key.team_id, team_key.epoch, user.pk)
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
            use = record_use(old.team_id, old.epoch, one.record)
            data_key = unwrap(one.wrapped, private=private, meant_for=use)
            made.append(record_wrap(one.record, fresh, data_key))
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


def _batches(wraps: QuerySet[Wrap]) -> Iterator[list[Wrap]]:
    last = 0
    while batch := list(wraps.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
