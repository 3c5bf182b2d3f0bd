"""How far an ambassador has come, and how it goes with what they did; drawn in docs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    PARTICIPANT = "participant", _("Participant")
    HELPER = "helper", _("Helper")
    AMBASSADOR = "ambassador", _("Ambassador")
    TRAINER = "trainer", _("Trainer")
    THANKED = "thanked", _("Thanked")


NEXT: dict[str, frozenset[str]] = {
    Step.PARTICIPANT: frozenset({Step.HELPER}),
    Step.HELPER: frozenset({Step.AMBASSADOR, Step.THANKED}),
    Step.AMBASSADOR: frozenset({Step.TRAINER, Step.THANKED}),
    Step.TRAINER: frozenset({Step.THANKED}),
    Step.THANKED: frozenset({Step.HELPER, Step.AMBASSADOR, Step.TRAINER}),
}

WITH_A_TERM = (Step.HELPER, Step.AMBASSADOR, Step.TRAINER)
UPWARDS = {
    Step.PARTICIPANT: Step.HELPER,
    Step.HELPER: Step.AMBASSADOR,
    Step.AMBASSADOR: Step.TRAINER,
}


class Sign(models.TextChoices):
    """What a grown-up has said of something done."""

    WAITING = "waiting", _("Waits for a grown-up")
    SIGNED = "signed", _("Signed by a grown-up")
    RETURNED = "returned", _("Sent back")


NEXT_SIGN: dict[str, frozenset[str]] = {
    Sign.WAITING: frozenset({Sign.SIGNED, Sign.RETURNED}),
    Sign.SIGNED: frozenset(),
    Sign.RETURNED: frozenset(),
}
