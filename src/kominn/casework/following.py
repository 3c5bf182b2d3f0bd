"""What follows a decision: measures for one person, the way to measures for places and groups, and
what is told to others.

Of a measure for one person stands in clear only its kind, who among staff owns it, its days and
how far it has come. Aim, words, consent and basis are sealed with the concern's key.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.casework.states import MeasureState
from kominn.concerns.models import LEFT_BY_LISTS, Concern, seen_by
from kominn.law.models import LegalBasis
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import Verdict
from kominn.vault.models import readable_by_whom, readers

ENDED = frozenset(MeasureState) - {MeasureState.RUNNING}


def still_reads(user: str, right: Right) -> Q:
    """Whether the colleague a row names can read its concern now, in a role with this right."""
    able = User.objects.holding(right)
    reads = readable_by_whom(user, "concern", "concern__team")
    return Q(**{f"{user}__in": able.values("pk")}) & reads


def owners_for(concern: Concern) -> models.QuerySet[User]:
    """Who may own a measure for the person: those who read the concern."""
    able = User.objects.holding(Right.READ_CONCERNS).in_team(concern.team)
    found: models.QuerySet[User] = able.filter(pk__in=readers(concern.pk).values("pk"))
    return found.order_by("name", "pk")


class PersonMeasureQuerySet(models.QuerySet["PersonMeasure"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def running(self) -> Self:
        return self.filter(state=MeasureState.RUNNING)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def review_due(self, by: dt.date) -> Self:
        return self.running().filter(review_on__lte=by)

    def ownerless(self) -> Self:
        """Those that run, and whose owner can no longer read the concern."""
        return self.running().exclude(still_reads("owner", Right.READ_CONCERNS))

    def answered_for_by(self, user: User) -> Self:
        """Of concerns that this user holds, or whose holder has left too."""
        gone = ~still_reads("concern__holder", Right.READ_CONCERNS)
        return self.filter(seen_by(user, "concern"), Q(concern__holder=user) | gone)

    def without_what_is_sealed(self) -> Self:
        return self.defer("content", *LEFT_BY_LISTS)

    def running_first(self) -> Self:
        return self.order_by(F("ended_on").desc(nulls_first=True), "review_on", "pk")


class PersonMeasure(models.Model):
    """Help that one person gets. While it runs it has an owner and a day of review, always."""

    class Privacy:
        personal = ("owner",)
        sealed = ("content",)
        ordinary = (
            "id",
            "concern",
            "decision",
            "kind",
            "starts_on",
            "review_on",
            "state",
            "ended_on",
        )
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="person_measures")
    decision = models.ForeignKey(
        "casework.Decision", on_delete=models.CASCADE, related_name="person_measures"
    )
    kind = models.ForeignKey(MeasureKind, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    review_on = models.DateField(help_text="The day by which its owner decides what comes next")
    state = models.CharField(
        max_length=10, choices=MeasureState.choices, default=MeasureState.RUNNING
    )
    ended_on = models.DateField(null=True)
    content = models.BinaryField(help_text="Aim, words, consent or basis")

    objects = PersonMeasureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "review_on", "id"], name="person_measures_by_review"),
            models.Index(
                fields=["owner", "review_on", "id"],
                condition=Q(state="running"),
                name="running_by_owner_and_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_measure_is_reviewed_after_it_begins",
                condition=Q(review_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="person_measure_has_an_end_where_it_no_longer_runs",
                condition=Q(state=MeasureState.RUNNING, ended_on=None)
                | Q(state__in=sorted(ENDED), ended_on__isnull=False),
            ),
            models.CheckConstraint(name="person_measure_has_an_aim", condition=~Q(content=b"")),
        ]

    def __str__(self) -> str:
        return f"measure for a person {self.id}"

    @property
    def runs(self) -> bool:
        return self.state == MeasureState.RUNNING

    def is_late(self, today: dt.date) -> bool:
        return self.runs and self.review_on < today

    def may_be_run_by(self, user: User) -> bool:
        """The owner, and whoever holds the baton."""
        return user.pk in (self.owner_id, self.concern.holder_id)


class PersonMeasureReview(models.Model):
    """What was decided on a day, and which day it should have been; the words are sealed."""

    class Privacy:
        personal = ("by",)
        sealed = ("content",)
        ordinary = ("id", "measure", "number", "on", "due_on", "verdict", "next_on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(PersonMeasure, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField(help_text="The first is 1")
    on = models.DateField()
    due_on = models.DateField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    next_on = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="What was seen, and what changes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_measure_is_reviewed_once_at_a_time", fields=["measure", "number"]
            ),
            models.CheckConstraint(
                name="person_measure_review_sets_the_next_unless_it_closes",
                condition=Q(verdict=Verdict.CLOSE, next_on=None)
                | (~Q(verdict=Verdict.CLOSE) & Q(next_on__gt=F("on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.number} of {self.measure_id}"


class MeasureOrigin(models.Model):
    """From which concern a measure for a place or a group came. It stands on this side only: from
    the measure nothing leads here."""

    class Privacy:
        ordinary = ("id", "concern", "decision", "measure")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="measure_origins")
    decision = models.ForeignKey(
        "casework.Decision", on_delete=models.CASCADE, related_name="measure_origins"
    )
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_measure_comes_from_a_concern_once", fields=["concern", "measure"]
            ),
        ]

    def __str__(self) -> str:
        return f"origin {self.id}"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def latest_first(self) -> Self:
        return self.order_by("-on", "pk")


class Disclosure(models.Model):
    """What was told to others: on what basis, which day, by whom; to whom and what is sealed.

    It is never changed afterwards.
    """

    class Privacy:
        personal = ("by",)
        sealed = ("content",)
        ordinary = ("id", "concern", "legal_basis", "on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="disclosures")
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="Recipient, what exactly, and a note")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="disclosure_says_what", condition=~Q(content=b"")),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.id}"
