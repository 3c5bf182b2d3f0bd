"""Why something is not shown, and what the youth council says, in sentences the young read in their
own language.

Ready sentences and no free words: so nobody writes to a young person alone.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    PERSON = "person", _("It points to a person.")
    HURTS = "hurts", _("It can hurt somebody, or a whole group.")
    ELSEWHERE = "elsewhere", _("It is about something else than what we talk about here.")
    UNCLEAR = "unclear", _("We don’t understand it. You are welcome to write it anew.")


class CouncilSays(models.TextChoices):
    """The youth council’s word about an idea, with its reason."""

    UNFIT = "unfit", _("Look at it again: the reason does not fit the idea.")
    CHANCE = "chance", _("Look at it again: the idea deserves another chance.")
    FAIR = "fair", _("The answer stands: the reason is fair.")
    CHANGE = "change", _("The answer stands: change the idea, and it may be a yes.")


WITH_THE_TEAM = frozenset({CouncilSays.UNFIT, CouncilSays.CHANCE})
