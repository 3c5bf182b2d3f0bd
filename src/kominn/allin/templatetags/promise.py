"""The clock of a concept, where a list shows it."""

from __future__ import annotations

import datetime as dt

from django import template

from kominn.allin import promise
from kominn.allin.models import Concept

register = template.Library()


@register.filter
def clock(concept: Concept, today: dt.date) -> promise.Clock:
    return promise.clock(concept, today)
