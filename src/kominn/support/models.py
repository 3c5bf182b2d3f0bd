"""What counts as need, each assessment as it was worked out, and each area's own profile.

None of it is about a person. An assessment is for staff: it holds chances, never a list of ranks.
A profile holds only what an area may be told in public: of itself and of the whole city.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.indicators.models import Indicator
from kominn.portrait.models import Area
from kominn.support.states import STANDING, About, Domain, Kind, Origin, Showing, State


class Ingredient(models.Model):
    """A figure about the city that counts as need, and the fixed year it is compared with."""

    indicator = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=13, choices=Domain.choices)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    more_is_need = models.BooleanField(default=True)
    reference_year = models.PositiveSmallIntegerField()
    reference_mean = models.FloatField(help_text="Of the country, as a share from 0 to 1")
    reference_spread = models.FloatField(help_text="Between areas of this sort, as a share")

    class Privacy:
        ordinary = (
            "id",
            "indicator",
            "domain",
            "kind",
            "more_is_need",
            "reference_year",
            "reference_mean",
            "reference_spread",
        )
        retention = "Kept as long as it is counted; each assessment keeps what it was made of."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="only_allowed_kinds_count_as_need"
            ),
            models.CheckConstraint(
                condition=Q(domain__in=Domain.values), name="need_has_four_domains"
            ),
            models.CheckConstraint(
                condition=Q(
                    reference_mean__gte=0,
                    reference_mean__lte=1,
                    reference_spread__gt=0,
                    reference_spread__lte=1,
                ),
                name="a_reference_is_a_share_with_a_spread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.indicator_id}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.WEIGH_NEED) else self.none()

    def without_bytes(self) -> Self:
        return self.defer("raw")

    def newest_first(self) -> Self:
        return self.order_by("-year", "about", "-pk")


class Assessment(models.Model):
    """What was known of a year, and what follows from it. Never changed once it is worked out."""

    year = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=6, choices=About.choices)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WORKING)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # {indicator id: {"source": ..., "date": ...}}; under "" what holds for all the others.
    sources = models.JSONField(default=dict)
    method = models.CharField(max_length=20)
    seed = models.PositiveIntegerField()
    draws = models.PositiveIntegerField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    done = models.PositiveSmallIntegerField(default=0, help_text="Figures worked through so far")
    of = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    problem = models.JSONField(default=dict, blank=True, help_text="Where, which sentence, parts")
    set_aside_because = models.TextField(blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Privacy:
        personal = ("started_by",)
        free_text = ("set_aside_because",)
        ordinary = (
            "id",
            "year",
            "about",
            "origin",
            "state",
            "raw",
            "sha256",
            "sources",
            "method",
            "seed",
            "draws",
            "started_at",
            "done",
            "of",
            "ended_at",
            "result",
            "problem",
        )
        retention = "Kept, so that one year can be held beside another; for staff only."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "about"],
                condition=Q(state__in=STANDING),
                name="one_assessment_of_a_year_stands",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WORKING, ended_at=None)
                | Q(
                    state__in=[State.FINISHED, State.REFUSED, State.SET_ASIDE],
                    ended_at__isnull=False,
                ),
                name="an_assessment_is_worked_on_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.WORKING, State.REFUSED], result__isnull=True)
                | Q(state__in=[State.FINISHED, State.SET_ASIDE], result__isnull=False),
                name="an_assessment_has_a_result_where_it_was_worked_out",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SET_ASIDE) ^ Q(set_aside_because=""),
                name="an_assessment_is_set_aside_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.year}"

    @property
    def facts(self) -> dict[str, Any]:
        """What was found; empty until it is worked out."""
        return self.result or {}

    @property
    def worked_out(self) -> bool:
        return self.state == State.FINISHED

    @property
    def is_of_groups(self) -> bool:
        return self.about == About.GROUPS


class ProfileQuerySet(models.QuerySet["Profile"]):
    def open(self) -> Self:
        """What everybody may read."""
        return self.filter(state=Showing.OPEN)

    def of_newest_year_first(self) -> Self:
        return self.order_by("-assessment__year", "-pk")

    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.WEIGH_NEED) else self.none()


class Profile(models.Model):
    """An area's own figures beside the city's, as everybody may read them: ranges only."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="profiles")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=Showing.choices, default=Showing.MADE)
    figures = models.JSONField(help_text="Only what support.protection let through")
    made_at = models.DateTimeField()
    shown_on = models.DateField(null=True, blank=True, help_text="To the neighbourhood committee")
    shown_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said = models.TextField(blank=True, help_text="What the committee said, in public")
    opened_on = models.DateField(null=True, blank=True)
    held_back_because = models.TextField(blank=True)

    objects = ProfileQuerySet.as_manager()

    class Privacy:
        personal = ("shown_by",)
        free_text = ("said", "held_back_because")
        ordinary = (
            "id",
            "assessment",
            "area",
            "state",
            "figures",
            "made_at",
            "shown_on",
            "opened_on",
        )
        retention = "Kept as long as its assessment."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "area"], name="an_area_has_one_profile_of_an_assessment"
            ),
            models.CheckConstraint(
                condition=Q(shown_on=None, shown_by=None, said="")
                | (Q(shown_on__isnull=False, shown_by__isnull=False) & ~Q(said="")),
                name="a_profile_was_shown_by_somebody_and_words_were_said",
            ),
            models.CheckConstraint(
                condition=(Q(state=Showing.MADE, shown_on=None))
                | Q(state__in=[Showing.SHOWN, Showing.OPEN], shown_on__isnull=False)
                | Q(state=Showing.HELD_BACK),
                name="a_profile_is_open_only_after_its_committee_has_seen_it",
            ),
            models.CheckConstraint(
                condition=Q(state=Showing.OPEN, opened_on__gte=F("shown_on"))
                | (~Q(state=Showing.OPEN) & Q(opened_on=None)),
                name="a_profile_is_open_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=Showing.HELD_BACK) ^ Q(held_back_because=""),
                name="a_profile_is_held_back_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} of {self.assessment_id}"
