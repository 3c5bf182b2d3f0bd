"""Where an activity stands, from an organiser's form to the last day; drawn in docs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a colleague to read it")
    SHOWN = "shown", _("Stands in the calendar")
    REFUSED = "refused", _("Not taken in")
    ENDED = "ended", _("Taken out")


NEXT: dict[str, frozenset[str]] = {
    State.PROPOSED: frozenset({State.SHOWN, State.REFUSED, State.ENDED}),
    State.SHOWN: frozenset({State.ENDED, State.REFUSED}),
    State.REFUSED: frozenset(),
    State.ENDED: frozenset(),
}
