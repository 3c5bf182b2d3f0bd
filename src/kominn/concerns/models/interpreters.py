"""Interpreters ordered for a talk about a concern."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.concerns import states
from kominn.concerns.models.concern import Concern


class InterpreterOrder(models.Model):
    """A qualified interpreter for a talk about one concern; a child never interprets."""

    class Privacy:
        personal = ("ordered_by",)
        sealed = ("details",)
        ordinary = ("id", "concern", "state", "needed_on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="orders")
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    needed_on = models.DateField()
    state = models.CharField(
        max_length=9, choices=states.OrderState.choices, default=states.OrderState.ORDERED
    )
    details = models.BinaryField(help_text="Language, kind of talk and time")

    class Meta:
        verbose_name = _("interpreter order")

    def __str__(self) -> str:
        return f"interpreter order {self.id}"
