"""A vote, its lines, its urn, and what was counted.

The urn is one row: every sealed ballot in it, sorted by its own random bytes, rewritten as a whole
with each that is added. The slips' bits are another row of the same kind. Nothing of two such rows
can be joined, and no order of anything tells who came when (ADR 0019).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.allin.models import Concept
from kominn.allin.states import PUBLIC as SHOWN
from kominn.ballot.marks import Kind
from kominn.ballot.states import PUBLIC, State
from kominn.participation.models import SlipBook


class VoteQuerySet(models.QuerySet["Vote"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)


class Vote(models.Model):
    """A budget that young people share out. Money is in øre."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("What is it called?"), max_length=80)
    budget = models.BigIntegerField()
    kind = models.CharField(_("How does one vote?"), max_length=7, choices=Kind.choices)
    most = models.PositiveSmallIntegerField()
    opens_on = models.DateField(_("First day"))
    closes_on = models.DateField(_("Last day"))
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    book = models.OneToOneField(SlipBook, on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField(default=b"")
    private_key = models.BinaryField(default=b"")
    invented = models.BooleanField(default=False)

    objects = VoteQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id", "name", "budget", "kind", "most", "opens_on", "closes_on", "state", "book",
            "public_key", "invented",
        )  # fmt: skip
        sealed = ("private_key",)
        retention = "Kept; the private key until the count."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vote_does_not_close_before_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(name="vote_has_money", condition=Q(budget__gte=1)),
            models.CheckConstraint(
                name="vote_once_counted_has_no_key",
                condition=~Q(state__in=[State.COUNTED, State.STOPPED]) | Q(private_key=b""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, day: dt.date) -> bool:
        return self.state == State.ANNOUNCED and self.opens_on <= day <= self.closes_on

    def is_over(self, day: dt.date) -> bool:
        return self.state == State.ANNOUNCED and day > self.closes_on


class Line(models.Model):
    """A line of the ballot is the concept itself, and what it would cost. `lot` breaks ties."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="lines")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    cost = models.BigIntegerField()
    lot = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = ("id", "vote", "concept", "number", "cost", "lot")
        retention = "With its vote."

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="line_number_once_in_a_vote"),
            models.UniqueConstraint(fields=["vote", "concept"], name="concept_once_in_a_vote"),
            models.CheckConstraint(name="line_costs_something", condition=Q(cost__gte=1)),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.vote_id}"

    @property
    def stands(self) -> bool:
        """Not where the team took its idea back, or it is being changed."""
        return self.concept.state in SHOWN


class Urn(models.Model):
    """All ballots of a vote, each sealed to the vote's key, sorted by their sealed bytes."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, primary_key=True)
    ballots = models.BinaryField(default=b"")

    class Privacy:
        ordinary = ("vote",)
        sealed = ("ballots",)
        retention = "Until the count."

    def __str__(self) -> str:
        return f"urn of {self.vote_id}"


class PaperEntry(models.Model):
    """What one of two people read off one paper ballot; both must read the same."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="paper")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marks = models.BinaryField()

    class Privacy:
        personal = ("by",)
        ordinary = ("id", "vote", "number", "marks")
        # `number` is written on the paper when it is taken out of the box; no voter knows it.
        retention = "Until the count."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "number", "by"], name="paper_entered_once_by_each"
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.number} of {self.vote_id}"


class Count(models.Model):
    """What was in the urn: ballots alike as one, with how many there were; and the result."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, primary_key=True)
    counted_on = models.DateField()
    issued = models.PositiveIntegerField()
    spent = models.PositiveIntegerField()
    paper = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    ballots = models.JSONField()
    fallen_out = models.JSONField()
    result = models.JSONField(default=dict)
    needs = models.JSONField(default=dict)
    as_file = models.TextField(blank=True)

    class Privacy:
        ordinary = (
            "vote", "counted_on", "issued", "spent", "paper", "broken", "ballots", "fallen_out",
            "result", "needs", "as_file",
        )  # fmt: skip
        retention = "Kept: counts of ballots alike, in an order that tells nothing."

    def __str__(self) -> str:
        return f"count of {self.vote_id}"
