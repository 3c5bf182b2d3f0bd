"""What is due: finished long enough ago by a rule that somebody has signed off."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef

from kominn.casework.following import PersonMeasure, PersonMeasureQuerySet
from kominn.concerns.models import Concern, ConcernQuerySet, SecondLook, SecondLookQuerySet
from kominn.erasure.models import Entry, mark_of
from kominn.law import retention
from kominn.law.classes import Rule
from kominn.law.models import RecordClass

MOST_COUNTED = 9_999
"""Of each class, for the page: exact for any city, and the page never waits for more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One class with how many are due today, whether or not its rule is signed off."""

    rule: RecordClass
    due: int

    @property
    def due_text(self) -> str:
        return f"{MOST_COUNTED}+" if self.due > MOST_COUNTED else str(self.due)


def standings(today: dt.date, *, most: int | None = None) -> list[Standing]:
    """Counted up to `most` of each class."""
    return [Standing(rule, _of(rule, today)[:most].count()) for rule in retention.rules()]


def signed(today: dt.date) -> list[Standing]:
    return [one for one in standings(today) if one.rule.is_signed_off and one.due]


def ready(today: dt.date, *, most: int | None = None) -> list[UUID]:
    """What may be erased now, those longest finished first; for the archive only what it has."""
    parts = (
        due.order_by("finished_on", "pk").values_list("finished_on", "pk")[:most]
        for due in _ready(today)
    )
    return [pk for _day, pk in islice(heapq.merge(*parts), most)]


def how_many_ready(today: dt.date) -> int:
    return sum(due.count() for due in _ready(today))


def _ready(today: dt.date) -> Iterator[ConcernQuerySet]:
    """By class, of those whose rule is signed off."""
    for rule in retention.rules():
        if rule.is_signed_off:
            due = _of(rule, today).filter(finished_on__isnull=False)
            if rule.rule == Rule.ARCHIVE:
                due = due.filter(in_journal__journal__taken_on__isnull=False)
            yield due


def to_journal(today: dt.date, *, most: int) -> list[UUID]:
    """What the archive is to have and has not got as it stands now."""
    found: list[UUID] = []
    for rule in retention.rules():
        if rule.is_signed_off and rule.rule == Rule.ARCHIVE:
            due = _of(rule, today).select_related("in_journal").order_by("finished_on", "pk")
            for concern in due.iterator(chunk_size=200):
                if not is_in_journal(concern):
                    found.append(concern.pk)
                if len(found) == most:
                    return found
    return found


def is_due(concern: Concern, rule: RecordClass, today: dt.date) -> bool:
    """Asked once more of the locked row: it may have been opened again, or its rule stopped."""
    return (
        concern.record_class == rule.slug
        and rule.is_signed_off
        and concern.finished_on is not None
        and rule.due_on(concern.finished_on) <= today
        and not _helped().filter(concern=concern).exists()
        and not _to_be_looked_at(today).filter(concern=concern).exists()
        and (rule.rule != Rule.ARCHIVE or is_taken(concern))
    )


def is_taken(concern: Concern) -> bool:
    """Whether the archive has it exactly as it stands now."""
    entry = Entry.objects.filter(concern=concern, journal__taken_on__isnull=False).first()
    return entry is not None and bytes(entry.mark) == mark_of(concern)


def is_in_journal(concern: Concern) -> bool:
    entry = Entry.objects.filter(concern=concern).first()
    return entry is not None and bytes(entry.mark) == mark_of(concern)


def _of(rule: RecordClass, today: dt.date) -> ConcernQuerySet:
    found = Concern.objects.filter(record_class=rule.slug).finished_by(rule.finished_by(today))
    helped = _helped().filter(concern=OuterRef("pk"))
    to_look = _to_be_looked_at(today).filter(concern=OuterRef("pk"))
    return found.filter(~Exists(helped), ~Exists(to_look))


def _to_be_looked_at(today: dt.date) -> SecondLookQuerySet:
    """What one person finished alone, and a colleague has yet to see, until the day for it is
    over: nothing is hidden by calling it spam."""
    return SecondLook.objects.waiting().filter(look_by__gte=today)


def _helped() -> PersonMeasureQuerySet:
    """Where the reporter took it back, help for a person may still run, and needs its words."""
    return PersonMeasure.objects.running()
