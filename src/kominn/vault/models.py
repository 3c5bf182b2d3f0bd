"""Keys and wraps: whose key opens which team's key, and which team's key opens a record.

Need-to-know is the possession of a wrap: it is asked after the permission, never instead of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.sql.compiler import SQLCompiler

from kominn.accounts.models import Membership, Team, User


class MemberKey(models.Model):
    """A colleague's private key, sealed under the server key outside the database.

    The public half is worked out from it: one that stood here could be changed for another's.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    private_sealed = models.BinaryField()

    class Privacy:
        personal = ("user",)
        sealed = ("private_sealed",)
        retention = "As long as the person works here."

    def __str__(self) -> str:
        return f"Key of user {self.user_id}"


class TeamKeyQuerySet(models.QuerySet["TeamKey"]):
    def of(self, team: Team) -> Self:
        return self.filter(team=team)

    def current(self) -> Self:
        return self.filter(retired_on=None)

    def held_by(self, user: User) -> Self:
        return self.filter(wraps__user=user)


class TeamKey(models.Model):
    """A team's key pair for one epoch. A new epoch begins whenever someone leaves the team.

    `mark`, keyed with the server key, says that this public key is the team's: nothing is sealed
    to one that somebody else wrote here.
    """

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()
    mark = models.BinaryField()
    made_on = models.DateField()
    retired_on = models.DateField(null=True)

    objects = TeamKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="team_key_has_one_epoch_once", fields=["team", "epoch"]),
            models.UniqueConstraint(
                name="team_key_is_current_once_in_a_team",
                fields=["team"],
                condition=Q(retired_on=None),
            ),
            models.CheckConstraint(
                name="team_key_does_not_retire_before_it_is_made",
                condition=Q(retired_on=None) | Q(retired_on__gte=F("made_on")),
            ),
            models.CheckConstraint(name="team_key_epochs_begin_at_one", condition=Q(epoch__gte=1)),
        ]

    class Privacy:
        ordinary = ("id", "team", "epoch", "public", "mark", "made_on", "retired_on")
        retention = "Until the last record sealed to the epoch has been erased."

    def __str__(self) -> str:
        return f"Key {self.epoch} of team {self.team_id}"


class TeamKeyWrap(models.Model):
    """A team's private key, sealed to one member of the team."""

    team_key = models.ForeignKey(TeamKey, on_delete=models.CASCADE, related_name="wraps")
    # Whoever still holds keys must leave the teams first: see actions.remove.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="team_key_is_wrapped_once_to_a_member", fields=["team_key", "user"]
            )
        ]

    class Privacy:
        personal = ("user",)
        sealed = ("wrapped",)
        ordinary = ("id", "team_key")
        retention = "Until the person leaves the team."

    def __str__(self) -> str:
        return f"Team key {self.team_key_id} for user {self.user_id}"


class WrapQuerySet(models.QuerySet["Wrap"]):
    def held_by(self, user: User) -> Self:
        """Those this colleague's keys open."""
        return self.filter(team_key__wraps__user=user)

    def of_team(self, team: Team) -> Self:
        return self.filter(team_key__team=team)

    def unsettled(self) -> Self:
        return self.filter(settled=False)


class Wrap(models.Model):
    """A record's data key, sealed to a team. The record is named by its number only."""

    record = models.UUIDField()
    team_key = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="records")
    wrapped = models.BinaryField()
    settled = models.BooleanField(default=False)

    objects = WrapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wrap_of_a_record_to_a_team_key_stands_once", fields=["record", "team_key"]
            )
        ]
        indexes = [
            models.Index(
                name="wrap_unsettled_by_team_key",
                fields=["team_key"],
                condition=Q(settled=False),
            )
        ]

    class Privacy:
        sealed = ("wrapped",)
        ordinary = ("id", "record", "team_key", "settled")
        retention = "With the record; deleting it is what erases the record."

    def __str__(self) -> str:
        return f"Wrap of {self.record} to team key {self.team_key_id}"


class MemberWrap(models.Model):
    """A record's data key, sealed to one colleague: where not all of a team may open it.

    With `team` it stands in place of the team's own wrap, and goes when the colleague leaves the
    team. Without, it is the colleague's own paper.
    """

    record = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wrap_of_a_record_to_a_member_stands_once", fields=["record", "user"]
            )
        ]
        indexes = [
            models.Index(
                name="wraps_in_place_of_a_team_s",
                fields=["record"],
                condition=Q(team__isnull=False),
            )
        ]

    class Privacy:
        personal = ("user",)
        sealed = ("wrapped",)
        ordinary = ("id", "record", "team")
        retention = "With the record, or until the person leaves the team."

    def __str__(self) -> str:
        return f"Wrap of {self.record} to user {self.user_id}"


class SetAside(models.Model):
    """That a record is closed to one colleague, who stands too near to it: for as long as it is
    kept, also where they leave the team and come back. Why is written nowhere."""

    record = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_record_is_set_aside_once_from_a_member", fields=["record", "user"]
            )
        ]

    class Privacy:
        personal = ("user",)
        ordinary = ("id", "record")
        retention = "With the record."

    def __str__(self) -> str:
        return f"{self.record} is closed to user {self.user_id}"


def set_aside_from(user: User, record_field: str) -> Exists:
    """Was the record closed to this colleague? For `filter()` in the sealed domains."""
    return Exists(SetAside.objects.filter(user=user, record=OuterRef(record_field)))


class _Opens(models.Func):
    """Whether the keys of a colleague open a record: first the record, then the colleague.

    One EXISTS over both tables, for that is asked of each row by itself. Of two with an OR between
    them PostgreSQL may rather read every wrap there is, for a page of fifty rows. It is written out
    since most queries of a page ask it, and to put it together took longer than the answer.
    """

    output_field = models.BooleanField()
    conditional = True
    arity = 2

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        *_unused: str | None,
        **_given: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        (record, named), (reader, who) = (
            compiler.compile(part) for part in self.source_expressions
        )
        to_team, keys, alone = (
            connection.ops.quote_name(model._meta.db_table)
            for model in (Wrap, TeamKeyWrap, MemberWrap)
        )
        said = (
            f"EXISTS(SELECT 1 FROM {to_team} w INNER JOIN {keys} k"
            f" ON k.team_key_id = w.team_key_id WHERE w.record = {record} AND k.user_id = {reader}"
            f" UNION ALL SELECT 1 FROM {alone} m WHERE m.record = {record}"
            f" AND m.user_id = {reader})"
        )
        return said, (*named, *who, *named, *who)


class _BelongsTo(models.Func):
    """Whether a colleague belongs to the team: asked of each row by itself, so that no index by
    team is taken for it where a nearer one is at hand. Written out, as `_Opens` is."""

    output_field = models.BooleanField()
    conditional = True
    arity = 2

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        *_unused: str | None,
        **_given: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        (team, which), (reader, who) = (compiler.compile(part) for part in self.source_expressions)
        members = connection.ops.quote_name(Membership._meta.db_table)
        said = (
            f"EXISTS(SELECT 1 FROM {members} b WHERE b.team_id = {team} AND b.user_id = {reader})"
        )
        return said, (*which, *who)


def wrapped_for(user: User, record_field: str) -> Q:
    """Does a wrap for this colleague stand beside the row? For `filter()` in the sealed domains."""
    return Q(_Opens(F(record_field), Value(user.pk)))


def readable_by(user: User, record_field: str, team_field: str) -> Q:
    """Does this colleague belong to the row's team, and does a wrap stand beside it?"""
    return Q(_BelongsTo(F(team_field), Value(user.pk))) & wrapped_for(user, record_field)


def readable_by_whom(user_field: str, record_field: str, team_field: str) -> Q:
    """The same, asked of the colleague whom each row names."""
    return Q(_BelongsTo(F(team_field), F(user_field))) & wrapped_for_whom(user_field, record_field)


def wrapped_for_whom(user_field: str, record_field: str) -> Q:
    """The same, asked of the colleague whom each row names."""
    return Q(_Opens(F(record_field), F(user_field)))


def readers(record: UUID) -> models.QuerySet[User]:
    """Everyone whose keys open a record."""
    in_team = TeamKeyWrap.objects.filter(team_key__records__record=record).values("user")
    alone = MemberWrap.objects.filter(record=record).values("user")
    found: models.QuerySet[User] = User.objects.filter(Q(pk__in=in_team) | Q(pk__in=alone))
    return found


def readers_of_each(records: Iterable[UUID]) -> dict[UUID, set[int]]:
    """The numbers of everyone whose keys open each of these, in one query."""
    numbers, found = list(records), defaultdict[UUID, set[int]](set)
    by_team = Wrap.objects.filter(record__in=numbers, team_key__wraps__user__isnull=False)
    alone = MemberWrap.objects.filter(record__in=numbers).values_list("record", "user")
    both = by_team.values_list("record", "team_key__wraps__user").union(alone)
    for record, user in both:
        found[record].add(user)
    return found
