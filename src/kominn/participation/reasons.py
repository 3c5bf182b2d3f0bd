"""Why something is not shown, in sentences its writer reads in their own language.

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
