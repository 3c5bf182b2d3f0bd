"""Pictures of an idea: drawn anew when they came in, and read by a grown-up as the words are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.states import PUBLIC, WRITABLE, State
from kominn.participation.models import Call, Seat

MOST_ALT = 200


class LeftOut(models.TextChoices):
    """Why a grown-up leaves a picture out: the team reads it in its own language."""

    FACE = "face", _("Somebody can be recognised. Take one without faces.")
    TRACE = "trace", _("A name, an address or a number plate can be read in it.")
    OTHERS = "others", _("Somebody else made it, and has not said that you may use it.")
    HURTS = "hurts", _("It may hurt or frighten somebody.")
    UNCLEAR = "unclear", _("It can’t be seen what it shows. Try once more, in better light.")


class PictureQuerySet(models.QuerySet["Picture"]):
    def light(self) -> Self:
        """Without what they weigh: for pages, which only point to them."""
        return self.defer("large", "small")

    def shown(self) -> Self:
        """Those nobody left out."""
        return self.filter(left_out="")

    def public(self) -> Self:
        return self.shown().filter(concept__state__in=PUBLIC)

    def of_team(self, seat: Seat) -> Self:
        return self.shown().filter(concept__seats=seat).exclude(concept__state=State.WITHDRAWN)

    def readable_by(self, user: User, readable: models.QuerySet[Any], today: dt.date) -> Self:
        """By whoever reads what is handed in, who leads the course, or is called because of it;
        `readable` are the ideas that this colleague may read."""
        called = Call.objects.open().filter(
            pk__in=Call.objects.visible_to(user, today).values("pk")
        )
        may = Q(concept__call__in=called)
        if user.may(Right.RUN_COURSES) or user.may(Right.ANSWER_CONCEPTS):
            handed_in = ~Q(concept__state__in=[*WRITABLE, State.WITHDRAWN])
            may |= handed_in | Q(concept__course__leader=user)
        return self.shown().filter(may, concept__in=readable)

    def leave_out(self, which: Mapping[uuid.UUID, LeftOut]) -> int:
        """Nothing is kept of them but why; how many."""
        return sum(
            self.shown().filter(pk=pk).update(left_out=why, large=b"", small=b"")
            for pk, why in which.items()
        )


class Picture(models.Model):
    """One picture on a canvas, in two sizes. Its number is random and stands in its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concept = models.ForeignKey("allin.Concept", on_delete=models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=MOST_ALT, blank=True)
    large = models.BinaryField()
    small = models.BinaryField()
    left_out = models.CharField(max_length=7, choices=LeftOut.choices, blank=True)

    objects = PictureQuerySet.as_manager()

    class Privacy:
        personal = ("large", "small")
        free_text = ("alt",)
        ordinary = ("id", "concept", "place", "left_out")
        # Somebody looks at them before they are shown; what is left out is erased at once.
        retention = "As long as its idea, or until the team removes it or a grown-up leaves it out."

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(
                name="picture_has_a_place_of_its_own", fields=["concept", "place"]
            ),
            models.CheckConstraint(
                name="picture_left_out_keeps_nothing",
                condition=Q(left_out="") | Q(large=b"", small=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @property
    def name(self) -> str:
        """As forms name it."""
        return str(self.pk)
