"""The life of one night's erasure, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ASKED = "asked", _("Waits for an answer")
    AGREED = "agreed", _("Agreed, done next night")
    REFUSED = "refused", _("Not done")
    DONE = "done", _("Done")


NEXT: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.AGREED, State.REFUSED}),
    # A yes is for the night that comes: later, or under a moved clock, it is asked for anew.
    State.AGREED: frozenset({State.DONE, State.ASKED}),
    State.REFUSED: frozenset(),
    State.DONE: frozenset(),
}


class Why(models.TextChoices):
    """Why a person is asked first."""

    NONE = "", _("Nothing unusual")
    FIRST = "first", _("Nothing has been erased here before")
    CLOCK = "clock", _("The machine’s clock has moved oddly since the last night")
    MANY = "many", _("Unusually many would go in one night")
