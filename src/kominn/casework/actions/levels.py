"""The city words its own ladder."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.casework.models import Level, starter_levels
from kominn.concerns.actions.handle import name_of


@transaction.atomic
def word(
    number: int, *, name: dict[str, str], meaning: dict[str, str], by: User, at: dt.datetime
) -> Level:
    """Change one level's words; what was written before keeps the words of its day."""
    if not Level.objects.exists():
        Level.objects.bulk_create(starter_levels(), ignore_conflicts=True)
    level = Level.objects.select_for_update().get(number=number)
    level.name, level.meaning = name, meaning
    level.save(update_fields=["name", "meaning"])
    record("level.worded", f"level:{number}", by=name_of(by), at=at)
    return level
