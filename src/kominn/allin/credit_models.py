"""First names beside an idea: wished by their owners, and seen to by a grown-up before anybody
else reads them. This is the only place they stand in: page, card and paper are made from here."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right

MOST_IN_A_NAME = 20


class CreditQuerySet(models.QuerySet["Credit"]):
    def on_view(self) -> Self:
        return self.exclude(how="").order_by("first_name", "pk")

    def waiting(self) -> Self:
        return self.filter(how="")

    def led_by(self, user: User) -> Self:
        """Of the courses one began; of all, for those who answer."""
        return (
            self if user.may(Right.ANSWER_CONCEPTS) else self.filter(concept__course__leader=user)
        )


class Credit(models.Model):
    """A first name; it waits for a grown-up as long as `how` is empty."""

    class How(models.TextChoices):
        PAPER = "paper", _("A guardian has said yes on paper")
        OLD_ENOUGH = "old_enough", _("Old enough to decide alone")
        PASSPORT = "passport", _("The yes stands in an ambassador’s passport")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concept = models.ForeignKey("allin.Concept", on_delete=models.CASCADE, related_name="credits")
    first_name = models.CharField(max_length=MOST_IN_A_NAME)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CreditQuerySet.as_manager()

    class Privacy:
        personal = ("first_name", "seen_by")
        ordinary = ("id", "concept", "how")
        retention = (
            "Until its owner, the team or a guardian takes it off, or the idea is withdrawn."
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_on_view_says_who_saw_to_it",
                condition=Q(how="", seen_by=None) | (~Q(how="") & Q(seen_by__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"credit {self.pk}"
