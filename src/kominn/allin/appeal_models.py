"""What a team may ask the youth council about: that its idea was sent back, or that it got a no."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from kominn.allin.picture_models import Picture
from kominn.allin.states import State
from kominn.participation.models import Reply
from kominn.participation.reasons import CouncilSays
from kominn.participation.states import AppealState, CallState

APPEALABLE = (State.RETURNED, State.NO)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def to_judge(self) -> Self:
        """Not where the team has changed the idea since, nor where a grown-up is called, nor where
        pictures would be shown that nobody let through."""
        asked = self.filter(state=AppealState.ASKED, concept__version=F("version"))
        still = asked.filter(concept__reply=F("reply"), concept__state__in=APPEALABLE)
        pictured = Picture.objects.shown().values("concept")
        words = still.exclude(concept__state=State.RETURNED, concept__in=pictured)
        return words.exclude(concept__call__state=CallState.OPEN)


class Appeal(models.Model):
    """One for each decision that can be appealed; the decision is the reply that two have read."""

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, primary_key=True, related_name="appeal"
    )
    concept = models.ForeignKey("allin.Concept", on_delete=models.CASCADE, related_name="appeals")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=AppealState.choices, default=AppealState.MAY)
    asked_on = models.DateField(null=True)
    says = models.CharField(max_length=6, choices=CouncilSays.choices, blank=True)
    judged_on = models.DateField(null=True)

    objects = AppealQuerySet.as_manager()

    class Privacy:
        ordinary = ("reply", "concept", "version", "state", "asked_on", "says", "judged_on")
        # `version`: of the idea, when it was decided on.
        retention = "As long as its idea."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appeal_judged_says_what_and_when",
                condition=~Q(state__in=["granted", "upheld"]) | (~Q(says="") & ~Q(judged_on=None)),
            ),
            models.CheckConstraint(
                name="appeal_asked_has_a_day",
                condition=Q(state="may") | ~Q(asked_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"appeal about {self.concept_id}"
