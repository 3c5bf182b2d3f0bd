"""What one person finished, and another looks at."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from kominn.accounts.models import User
from kominn.concerns import states
from kominn.concerns.models.concern import LEFT_BY_LISTS, Concern, seen_by
from kominn.concerns.states import State


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    def waiting(self) -> Self:
        """What was opened again, or taken back, meanwhile waits for nobody."""
        return self.filter(verdict="", concern__state=State.CLOSED)

    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def for_reader(self, user: User) -> Self:
        """Those this reader could take: never of one's own closing."""
        return self.waiting().visible_to(user).exclude(closed_by=user)

    def without_what_is_sealed(self) -> Self:
        """For lists; of its concern."""
        return self.defer(*LEFT_BY_LISTS)


class SecondLook(models.Model):
    """A concern that one person finished, to be looked at by another."""

    class Privacy:
        personal = ("closed_by", "looked_by")
        ordinary = ("id", "concern", "look_by", "verdict")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="looks")
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    look_by = models.DateField()
    looked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=states.Verdict.choices, blank=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["look_by"], condition=Q(verdict=""), name="second_looks_by_deadline"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_concern_waits_for_one_second_look",
                fields=["concern"],
                condition=Q(verdict=""),
            ),
            models.CheckConstraint(
                name="the_second_look_is_another_person_s",
                condition=Q(looked_by=None) | ~Q(looked_by=F("closed_by")),
            ),
            models.CheckConstraint(
                name="a_second_look_has_a_verdict_and_a_looker",
                condition=Q(verdict="", looked_by=None)
                | (~Q(verdict="") & Q(looked_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"second look {self.id}"
