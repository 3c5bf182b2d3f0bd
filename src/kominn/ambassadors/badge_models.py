"""What a badge is made of, the city's own keys that sign badges, and what was taken back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from kominn.ambassadors.states import Step


class SigningKey(models.Model):
    """A pair of keys (Ed25519). The public half is served to all, also when the pair is retired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public = models.CharField(max_length=60)
    private = models.BinaryField()
    made_on = models.DateField()
    in_use = models.BooleanField(default=True)

    class Privacy:
        sealed = ("private",)
        ordinary = ("id", "public", "made_on", "in_use")
        retention = "Kept, so that badges signed long ago can be verified."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signing_key_in_use_is_one", fields=["in_use"], condition=Q(in_use=True)
            ),
        ]

    def __str__(self) -> str:
        return f"signing key {self.pk}"


class Badge(models.Model):
    """That a step was reached. The signed text is made when its owner asks for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(
        "ambassadors.Passport", on_delete=models.CASCADE, related_name="badges"
    )
    step = models.CharField(max_length=11, choices=Step.choices)
    issued_on = models.DateField()
    hours = models.PositiveIntegerField()
    named = models.BooleanField(default=False)

    class Privacy:
        personal = ("passport", "step", "issued_on", "hours", "named")
        ordinary = ("id",)
        retention = "With the passport. What its owner has carried away goes on being true."

    class Meta:
        constraints = [
            models.UniqueConstraint(name="badge_of_a_step_is_one", fields=["passport", "step"])
        ]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class Revoked(models.Model):
    """The number of a badge that is true no more; nothing here leads to whose it was."""

    badge = models.UUIDField(unique=True)

    class Privacy:
        ordinary = ("id", "badge")
        retention = "Kept, so that a badge taken back is known for ever."

    def __str__(self) -> str:
        return f"revoked {self.badge}"
