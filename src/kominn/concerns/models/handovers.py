"""The baton on its way from one colleague to another."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import states
from kominn.concerns.models.concern import LEFT_BY_LISTS, Concern, seen_by
from kominn.concerns.models.readers import with_keys_to
from kominn.concerns.states import HANDLED


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def offered(self) -> Self:
        """Those that somebody can still say yes to: the giver holds the baton, and work goes on."""
        return self.filter(
            state=states.HandoverState.OFFERED,
            concern__state__in=HANDLED,
            concern__holder=F("giver"),
        )

    def lapse(self) -> int:
        """What was offered and is not answered comes to nothing."""
        offered = self.filter(state=states.HandoverState.OFFERED)
        return offered.update(state=states.HandoverState.LAPSED)

    def without_what_is_sealed(self) -> Self:
        """For lists; of neither the hand-over nor its concern."""
        return self.defer(*Handover.Privacy.sealed, *LEFT_BY_LISTS)


class Handover(models.Model):
    """The baton is offered to a colleague. Until that one accepts, the giver holds it."""

    class Privacy:
        personal = ("giver", "taker")
        sealed = ("words", "answer")
        ordinary = ("id", "concern", "state", "offered_on", "answer_by")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=states.HandoverState.choices,
        default=states.HandoverState.OFFERED,
    )
    offered_on = models.DateField()
    answer_by = models.DateField(help_text="The last day; after it the offer comes to nothing")
    words = models.BinaryField(help_text="What the giver says of it, and when it was offered")
    answer = models.BinaryField(default=b"", help_text="Why the taker declined")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "answer_by"], name="handovers_by_answer_day"),
            models.Index(fields=["taker", "state", "answer_by"], name="handovers_by_taker"),
            models.Index(fields=["giver", "state", "answer_by"], name="handovers_by_giver"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_baton_is_offered_to_one_at_a_time",
                fields=["concern"],
                condition=Q(state=states.HandoverState.OFFERED),
            ),
            models.CheckConstraint(
                name="a_baton_is_offered_to_another_person", condition=~Q(taker=F("giver"))
            ),
            models.CheckConstraint(
                name="a_handover_is_not_answered_before_it_is_offered",
                condition=Q(answer_by__gte=F("offered_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.id}"


def possible_takers(concern: Concern, *, giver: User) -> models.QuerySet[User]:
    """Who else could hold the baton: reads for the team, has the key, and may."""
    able = User.objects.holding(Right.HOLD_CONCERNS).in_team(concern.team).exclude(pk=giver.pk)
    return with_keys_to(concern, able).order_by("name", "pk")
