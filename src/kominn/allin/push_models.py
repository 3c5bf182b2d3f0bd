"""What a knock on a phone needs: the city's own pair of keys, and where a phone is knocked at."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

THE_ONE_KEY = uuid.UUID(int=1)


class PushKey(models.Model):
    """The pair (P-256) by which push services know the city: one row while push is on, none while
    it is off. The counts lead to nobody."""

    id = models.UUIDField(primary_key=True, default=THE_ONE_KEY, editable=False)
    public = models.CharField(max_length=90)
    private = models.BinaryField()
    made_on = models.DateField()
    taken = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    given_up = models.PositiveIntegerField(default=0)

    class Privacy:
        sealed = ("private",)
        ordinary = ("id", "public", "made_on", "taken", "gone", "given_up")
        # Knocks taken by a push service; phones that were gone; knocks we gave up.
        retention = "Until push is turned off."

    class Meta:
        constraints = [
            models.CheckConstraint(name="push_key_stands_alone", condition=Q(pk=THE_ONE_KEY)),
        ]

    def __str__(self) -> str:
        return "push key"


class PushPhone(models.Model):
    """Where a browser is knocked at when there is news on its team's card. It stands at the card
    alone: never at a seat, a statement or a ballot. `mark` knows the same address again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concept = models.ForeignKey(
        "allin.Concept", on_delete=models.CASCADE, related_name="push_phones"
    )
    mark = models.CharField(max_length=64, unique=True)
    endpoint = models.BinaryField()

    class Privacy:
        sealed = ("endpoint",)
        ordinary = ("id", "concept", "mark")
        # `mark` is a keyed digest of card and address together; it leads to nobody.
        retention = (
            "Until the phone turns it off or is gone, the team gets a new card, the idea is done, "
            "or a year after its room has closed."
        )

    def __str__(self) -> str:
        return f"phone {self.pk}"
