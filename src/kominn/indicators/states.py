"""Where a fetched file stands, from its bytes to figures that are shown; drawn in docs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    READING = "reading", _("Is being read")
    WAITING = "waiting", _("Waits for somebody to look at what changed")
    KEPT = "kept", _("Its figures are shown")
    REFUSED = "refused", _("Changed nothing")


NEXT: dict[str, frozenset[str]] = {
    State.READING: frozenset({State.WAITING, State.KEPT, State.REFUSED}),
    State.WAITING: frozenset({State.KEPT, State.REFUSED}),
    State.KEPT: frozenset(),
    State.REFUSED: frozenset(),
}
