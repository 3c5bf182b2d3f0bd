"""The life of a measure, what a review can decide, and whom a measure is for, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    RUNNING = "running", pgettext_lazy("measure", "Running")
    FINISHED = "finished", pgettext_lazy("measure", "Finished")
    STOPPED = "stopped", pgettext_lazy("measure", "Stopped before time")


NEXT: dict[State, frozenset[State]] = {
    State.RUNNING: frozenset({State.FINISHED, State.STOPPED}),
    # Whoever wants it back starts a new one, with an aim and an owner of its own.
    State.FINISHED: frozenset(),
    State.STOPPED: frozenset(),
}

ENDED = frozenset(state for state, following in NEXT.items() if not following)


class ImpossibleStep(Exception):
    """Shown to the reader as it is."""


def check_step(now: str, then: State) -> None:
    if then not in NEXT[State(now)]:
        raise ImpossibleStep(
            _("This measure is “%(now)s” and can’t become “%(then)s”. Read the page anew.")
            % {"now": State(now).label, "then": then.label}
        )


class Verdict(models.TextChoices):
    CONTINUE = "continue", pgettext_lazy("review", "Go on as now")
    STEP_UP = "step_up", pgettext_lazy("review", "Step up")
    STEP_DOWN = "step_down", pgettext_lazy("review", "Step down")
    CLOSE = "close", pgettext_lazy("review", "Close")


class Level(models.TextChoices):
    PLACE = "place", pgettext_lazy("level", "For a place")
    GROUP = "group", pgettext_lazy("level", "For a group")
    PERSON = "person", pgettext_lazy("level", "For one person")


IN_THE_OPEN = frozenset({Level.PLACE, Level.GROUP})
"""A measure for one person is kept sealed, with the concern it came from, and never here."""
