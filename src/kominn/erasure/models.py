"""What is kept of nights and journals: days, counts and who answered; nothing of what went."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from kominn.accounts.models import User
from kominn.concerns.models import Concern, Impartial
from kominn.erasure.states import State, Why

CHANGES_NOTHING = {"announced", "news"}
"""Fields of a concern's row that say nothing of what is in it."""


class JournalQuerySet(models.QuerySet["Journal"]):
    def to_confirm(self) -> Self:
        return self.filter(taken_on=None, gone_on=None)

    def standing(self) -> Self:
        return self.filter(gone_on=None)

    def latest_first(self) -> Self:
        return self.order_by("-pk")


class Journal(models.Model):
    """One encrypted file for the archive; here stands which, how many, and who took it in."""

    made_on = models.DateField()
    name = models.CharField(max_length=60, unique=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the encrypted file")
    size = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    taken_on = models.DateField(null=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=200, blank=True, help_text="The archive's own number")
    gone_on = models.DateField(null=True, help_text="When the file here was removed")

    objects = JournalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_journal_is_taken_in_by_someone_on_a_day",
                condition=Q(taken_on=None, taken_by=None)
                | Q(taken_on__isnull=False, taken_by__isnull=False),
            ),
        ]

    class Privacy:
        personal = ("taken_by",)
        ordinary = (
            "id",
            "made_on",
            "name",
            "digest",
            "size",
            "count",
            "taken_on",
            "reference",
            "gone_on",
        )
        retention = "As long as the installation: it shows what went to the archive."

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.JOURNAL) / self.name


class Entry(models.Model):
    """One concern in one journal, exactly as it was then: what is changed later goes in anew."""

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="in_journal")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    mark = models.BinaryField()

    class Privacy:
        ordinary = ("id", "concern", "journal", "mark")
        retention = "As long as its concern."

    def __str__(self) -> str:
        return f"entry {self.pk}"


class NightQuerySet(models.QuerySet["Night"]):
    def settled(self) -> Self:
        """Those that vouch for the clock; a no vouches for nothing."""
        return self.filter(state__in=[State.AGREED, State.DONE])

    def ever_erased(self) -> bool:
        return self.settled().exclude(erased={}).exists()

    def latest_first(self) -> Self:
        return self.order_by("-pk")

    def told(self) -> Self:
        """Those in which something happened."""
        return self.exclude(erased={}, journalled=0, stuck=0, state=State.DONE)


class Night(models.Model):
    """What one night erased, in counts by class; or what it wants to be answered first."""

    on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices)
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    due = models.PositiveIntegerField(default=0, help_text="How many would go")
    erased = models.JSONField(default=dict)
    again = models.PositiveIntegerField(default=0, help_text="Erased before; a backup had them")
    journalled = models.PositiveIntegerField(default=0)
    stuck = models.PositiveIntegerField(default=0, help_text="Could not be opened or erased")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)

    objects = NightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_night_waits_at_a_time",
                fields=["state"],
                condition=Q(state__in=[State.ASKED, State.AGREED]),
            ),
            models.CheckConstraint(
                name="a_night_is_answered_by_someone_on_a_day",
                condition=Q(answered_on=None, answered_by=None)
                | Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_waits_says_why",
                condition=Q(state=State.DONE) | ~Q(why=""),
            ),
            models.CheckConstraint(
                name="nothing_is_agreed_or_refused_by_nobody",
                condition=~Q(state__in=[State.AGREED, State.REFUSED])
                | Q(answered_by__isnull=False),
            ),
        ]

    class Privacy:
        personal = ("answered_by",)
        ordinary = (
            "id",
            "on",
            "state",
            "why",
            "due",
            "erased",
            "again",
            "journalled",
            "stuck",
            "answered_on",
        )
        retention = "As long as the installation; counts only."

    def __str__(self) -> str:
        return f"night of {self.on}"

    @property
    def anchor(self) -> dt.date:
        """The day a person or a quiet night last vouched for the clock."""
        return self.answered_on or self.on

    @property
    def number_erased(self) -> int:
        return sum(self.erased.values())


def mark_of(concern: Concern) -> bytes:
    """Names everything that stands in a concern now, sealed as it is: what is changed has another.

    Who has read it is no part of that. It needs no key, and tells nothing: what it is worked out
    from is ciphertext and clear columns.
    """
    own = _row(concern, without=CHANGES_NOTHING)
    hanging = {
        relation.related_model._meta.label: [
            _row(one)
            for one in relation.related_model._base_manager.filter(
                **{relation.field.name: concern.pk}
            ).order_by("pk")
        ]
        for relation in Concern._meta.related_objects
        if relation.related_model not in (Entry, Impartial)
    }
    written = json.dumps([own, hanging], sort_keys=True, cls=_Plain)
    return hashlib.sha256(written.encode()).digest()


def _row(one: models.Model, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    return {
        field.attname: getattr(one, field.attname)
        for field in one._meta.concrete_fields
        if field.name not in without
    }


class _Plain(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)
