"""The trail of deeds: append-only, chained, and referring to everything by text.

Two chains in two tables. Colleagues' deeds carry their exact time, reporters' deeds only their
week. In one table the order of the rows would give a reporter's time away: it would lie between
the exact times of its neighbours.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

Row = TypeVar("Row", bound=models.Model)


class EntryQuerySet(models.QuerySet[Row]):
    def about(self, target: str) -> Self:
        return self.filter(target=target).order_by("number")

    def since(self, at: dt.datetime) -> Self:
        return self.filter(at__gte=at)

    def how_often(self) -> dict[str, int]:
        """Each verb with its number of entries."""
        return dict(self.order_by().values_list("verb").annotate(models.Count("pk")))


class Entry(models.Model):
    """`mac` is keyed with the server key, and covers the entry and the `mac` before it."""

    chain: ClassVar[str]

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key_id = models.BinaryField()
    before = models.BinaryField()
    mac = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"


class Event(Entry):
    """What a colleague, or the system itself, did."""

    chain = "colleagues"
    objects = EntryQuerySet["Event"].as_manager()

    class Meta:
        indexes = [
            models.Index(name="event_about", fields=["target", "number"]),
            models.Index(name="event_by_whom", fields=["by", "number"]),
            models.Index(name="event_in_time", fields=["at", "verb"]),
        ]

    class Privacy:
        personal = ("by", "target", "detail")
        ordinary = ("number", "at", "verb", "key_id", "before", "mac")
        retention = "Ten years; longer than what it tells of."


class ReporterEvent(Entry):
    """What a reporter did; `at` is the Monday of the week, 00:00 UTC."""

    chain = "reporters"
    objects = EntryQuerySet["ReporterEvent"].as_manager()

    class Meta:
        indexes = [models.Index(name="reporter_event_about", fields=["target", "number"])]

    class Privacy:
        personal = ("target", "detail")
        ordinary = ("number", "at", "verb", "by", "key_id", "before", "mac")
        retention = "Ten years; longer than what it tells of."


class Head(models.Model):
    """How long a chain is and how it ends, so that entries missing from its end are noticed."""

    chain = models.CharField(max_length=20, primary_key=True)
    count = models.PositiveBigIntegerField()
    last = models.BinaryField()
    key_id = models.BinaryField()
    mac = models.BinaryField()

    class Privacy:
        ordinary = ("chain", "count", "last", "key_id", "mac")
        retention = "As long as the chain."

    def __str__(self) -> str:
        return f"{self.count} entries of {self.chain}"


CHAINS: tuple[type[Event] | type[ReporterEvent], ...] = (Event, ReporterEvent)


def history(target: str) -> list[Event | ReporterEvent]:
    """Everything that happened to one thing; reporters' deeds stand first in their week."""
    both: list[Event | ReporterEvent] = [
        *ReporterEvent.objects.about(target),
        *Event.objects.about(target),
    ]
    return sorted(both, key=lambda entry: entry.at)
