"""Rooms and seats: somebody took part, and nobody can say who.

A seat is a random number on a phone; here stands only its digest. No name, address, device or time
is kept with it, and nothing of a person can be asked for later, because it is not here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DIGITS_OF_A_CODE = 8


class AgeBand(models.TextChoices):
    """How old those in a room are, as the one who opens it says. Nobody is asked for an age."""

    CHILDREN = "children", _("Under 13")
    YOUNGER = "younger", _("13 to 15")
    OLDER = "older", _("16 to 19")
    MIXED = "mixed", _("13 to 20")


class RoomQuerySet(models.QuerySet["Room"]):
    def open_on(self, day: dt.date) -> Self:
        return self.filter(closed=False, opens_on__lte=day, closes_on__gte=day)


class Room(models.Model):
    """Where a group takes part for some days, behind one shared code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=DIGITS_OF_A_CODE, unique=True)
    age_band = models.CharField(_("How old are they?"), max_length=10, choices=AgeBand.choices)
    most_seats = models.PositiveSmallIntegerField(_("At most so many"), default=40)
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed = models.BooleanField(default=False)

    objects = RoomQuerySet.as_manager()

    class Privacy:
        ordinary = ("id", "code", "age_band", "most_seats", "opens_on", "closes_on", "closed")
        retention = "With the course it belongs to."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="room_does_not_close_before_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="room_has_seats", condition=Q(most_seats__gte=1, most_seats__lte=500)
            ),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"

    def is_open(self, day: dt.date) -> bool:
        return not self.closed and self.opens_on <= day <= self.closes_on


class Seat(models.Model):
    """One phone's place in a room. Its key is random, so that no order tells who came first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    mark = models.CharField(max_length=64, unique=True)

    class Privacy:
        ordinary = ("id", "room", "mark")
        # `mark` is a digest of the random number on the phone; it leads to nobody.
        retention = "Until the room has been closed for thirty days."

    def __str__(self) -> str:
        return f"seat in {self.room_id}"
