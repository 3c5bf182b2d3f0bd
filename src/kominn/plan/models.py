"""What the city works on, what it does already, and the measures it runs for places and groups.

A measure for one person is not here: it is kept sealed with the concern it came from, and only
takes its kind from this catalogue.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.plan.states import ENDED, IN_THE_OPEN, Level, State, Verdict
from kominn.portrait.models import Area


class FocusArea(models.Model):
    """One of the few things the plan is about. Goals and measures will hang from it."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    source_url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Privacy:
        ordinary = ("id", "slug", "order", "name", "summary", "source_url", "invented")
        retention = "Kept as long as the plan."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invented=True) ^ ~Q(source_url=""),
                name="focus_area_has_a_source_or_is_invented",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def summary_in(self, language: str) -> str:
        return in_language(self.summary, language)


class Initiative(models.Model):
    """Something the city does already, told in public, with its source."""

    slug = models.SlugField(unique=True)
    focus_area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="initiatives")
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    areas = models.ManyToManyField(Area, related_name="initiatives", blank=True)
    since = models.CharField(max_length=40, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "focus_area",
            "name",
            "summary",
            "areas",
            "since",
            "source_url",
            "invented",
            "order",
        )
        retention = "Kept as long as the plan."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invented=True) ^ ~Q(source_url=""),
                name="initiative_has_a_source_or_is_invented",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def summary_in(self, language: str) -> str:
        return in_language(self.summary, language)


# --- The catalogue -----------------------------------------------------------------------------


class MeasureKindQuerySet(models.QuerySet["MeasureKind"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def in_the_open(self) -> Self:
        """Kinds of which measures stand here."""
        return self.filter(level__in=IN_THE_OPEN)

    def in_order(self) -> Self:
        return self.order_by("order", "slug")


NO_EVALUATION = "Ingen evaluering funnet"
"""How what is known of its effect begins, where nothing is."""


class MeasureKind(models.Model):
    """One entry of the catalogue the city owns: what one can do, and what is known of it.

    A starter profile only adds what is missing; what the city has written is never written over.
    """

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    level = models.CharField(max_length=6, choices=Level.choices)
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    basis = models.JSONField(default=dict, help_text="Why the city may do it, in words")
    legal_basis_code = models.SlugField(
        max_length=40, blank=True, help_text="Of the register of legal bases, where one is needed"
    )
    consent_needed = models.BooleanField(default=False)
    owner_role = models.JSONField(default=dict, help_text="Who usually owns it, by role")
    usual_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.JSONField(default=dict, help_text="What is known of its effect, honestly")
    evidence_url = models.URLField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    objects = MeasureKindQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "order",
            "level",
            "name",
            "summary",
            "basis",
            "legal_basis_code",
            "consent_needed",
            "owner_role",
            "usual_weeks",
            "evidence",
            "evidence_url",
            "active",
        )
        retention = "As long as a measure is of this kind."

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    @property
    def in_the_open(self) -> bool:
        return self.level in IN_THE_OPEN

    @property
    def no_evaluation(self) -> bool:
        """Said once for all of them, not for each."""
        said = in_language(self.evidence, MOTHER_TONGUE)
        return said.startswith(NO_EVALUATION) and not self.evidence_url


# --- Measures ----------------------------------------------------------------------------------

FEWEST_TOLD = 5
"""Of fewer concerns than this, not even colleagues are told how many a measure came from."""


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> Self:
        """What this user may see: no measure here is for a person, so a role is enough."""
        return self if user.may(Right.SEE_MEASURES) else self.none()

    def running(self) -> Self:
        return self.filter(state=State.RUNNING)

    def ended(self) -> Self:
        return self.filter(state__in=ENDED)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def with_ownership(self) -> Self:
        """`has_owner`: whether the owner still works here, in a role that may own one."""
        able = User.objects.holding(Right.OWN_MEASURES).filter(pk=OuterRef("owner"))
        return self.annotate(has_owner=Exists(able))

    def ownerless(self) -> Self:
        return self.running().with_ownership().filter(has_owner=False)

    def review_due(self, by: dt.date) -> Self:
        return self.running().filter(review_on__lte=by)

    def told(self, today: dt.date) -> Self:
        """What the open page of the plan says runs now."""
        return self.running().filter(told_public=True, starts_on__lte=today)

    def next_review_first(self) -> Self:
        return self.order_by("review_on", "pk")

    def latest_ended_first(self) -> Self:
        return self.order_by("-ended_on", "pk")


class Measure(models.Model):
    """Something begun for a place or a group. It has an owner and a day of review, always."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(MeasureKind, on_delete=models.PROTECT, related_name="measures")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    title = models.CharField(max_length=120)
    aim = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="measures")
    starts_on = models.DateField()
    review_on = models.DateField(help_text="The day by which the owner decides what comes next")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    ended_on = models.DateField(null=True, blank=True)
    told_public = models.BooleanField(default=False)
    public_words = models.TextField(blank=True)
    came_from_concerns = models.PositiveSmallIntegerField(
        default=0, help_text="How many; which ones stands on the sealed side only"
    )

    objects = MeasureQuerySet.as_manager()

    class Privacy:
        personal = ("owner",)
        free_text = ("title", "aim", "public_words")
        ordinary = (
            "id",
            "kind",
            "area",
            "starts_on",
            "review_on",
            "state",
            "ended_on",
            "told_public",
            "came_from_concerns",
        )
        retention = "Kept as part of the plan; it names no person but its owner."

    class Meta:
        indexes = [models.Index(fields=["state", "review_on", "id"], name="measures_by_review")]
        constraints = [
            models.CheckConstraint(
                name="measure_is_reviewed_after_it_begins",
                condition=Q(review_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="measure_has_an_end_where_it_no_longer_runs",
                condition=Q(state=State.RUNNING, ended_on=None)
                | Q(state__in=sorted(ENDED), ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_told_in_public_has_words_for_it",
                condition=Q(told_public=False) | ~Q(public_words=""),
            ),
            models.CheckConstraint(
                name="measure_has_a_title_and_an_aim", condition=~Q(title="") & ~Q(aim="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def runs(self) -> bool:
        return self.state == State.RUNNING

    @property
    def concerns_told(self) -> int | None:
        """How many concerns it came from, where the number leads to nobody."""
        return self.came_from_concerns if self.came_from_concerns >= FEWEST_TOLD else None

    def is_late(self, today: dt.date) -> bool:
        return self.runs and self.review_on < today

    def may_be_run_by(self, user: User) -> bool:
        """The owner, and those who answer for all of them."""
        own = self.owner_id == user.pk and user.may(Right.OWN_MEASURES)
        return own or user.may(Right.RUN_MEASURES)


class MeasureReview(models.Model):
    """What was decided on a day, and which day it should have been."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField(help_text="The first is 1")
    on = models.DateField()
    due_on = models.DateField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    words = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ("by",)
        free_text = ("words",)
        ordinary = ("id", "measure", "number", "on", "due_on", "verdict", "next_on")
        retention = "As long as its measure."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="measure_is_reviewed_once_at_a_time", fields=["measure", "number"]
            ),
            models.CheckConstraint(
                name="measure_review_sets_the_next_unless_it_closes",
                condition=Q(verdict=Verdict.CLOSE, next_on=None)
                | (~Q(verdict=Verdict.CLOSE) & Q(next_on__gt=F("on"))),
            ),
            models.CheckConstraint(
                name="measure_review_that_changes_something_says_what",
                condition=Q(verdict=Verdict.CONTINUE) | ~Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.number} of measure {self.measure_id}"
