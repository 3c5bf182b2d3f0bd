"""Where a vote stands; whether it is open follows from its days. Drawn in docs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    ANNOUNCED = "announced", _("Announced")
    COUNTED = "counted", _("Counted")
    STOPPED = "stopped", _("Stopped")


NEXT: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.ANNOUNCED, State.STOPPED}),
    State.ANNOUNCED: frozenset({State.COUNTED, State.STOPPED}),
    State.COUNTED: frozenset(),
    State.STOPPED: frozenset(),
}

PUBLIC = (State.ANNOUNCED, State.COUNTED)
