"""The tables held against the trail: does what stands in a row follow from what was done?

Each domain knows its own rows and verbs; `settings.COMPARED_WITH_TRAIL` names who looks. A batch of
rows is read with its entries, so that memory does not grow with the city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string

from kominn.audit.actions import while_nobody_writes
from kominn.audit.marks import MARK, vouches
from kominn.audit.models import Entry, Event, ReporterEvent

BATCH = 500

Row = TypeVar("Row", bound=models.Model)
AnyEvent = TypeVar("AnyEvent", Event, ReporterEvent)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row and the trail can't both be right."""

    about: str
    words: str

    def __str__(self) -> str:
        return f"{self.about} {self.words}."


@dataclass(frozen=True, slots=True)
class Untold:
    """Written before entries said this much: whether it still stands nobody can tell."""

    what: str


Finding = Disagreement | Untold
Said = str | Untold
Rows = Mapping[str, Row | None]
Deeds = Mapping[str, list[Event]]
Look = Callable[[Rows[Row], Deeds], Iterable[Finding]]


def compare() -> Iterator[Finding]:
    """Everything in which the tables and the trail differ; nothing where all is as it was done."""
    for path in settings.COMPARED_WITH_TRAIL:
        yield from import_string(path)()


def look_over(
    rows: models.QuerySet[Row],
    word: str,
    verbs: Iterable[str],
    look: Look[Row],
    *,
    field: str = "pk",
    by_reporters: Iterable[str] = (),
) -> Iterator[Finding]:
    """Every row with its entries, then every entry whose row is gone. Entries name it `word:12`.

    What reporters did stands in a chain of its own, which `look` reads where it must.
    """
    wanted, theirs = tuple(verbs), tuple(by_reporters)
    for keys in _keys(rows, field):
        yield from _surely(rows, word, field, keys, wanted, look)
    for targets in chain(_targets(Event, wanted, word), _targets(ReporterEvent, theirs, word)):
        keys = [target.partition(":")[2] for target in targets]
        gone = set(targets) - _named(rows, word, field, keys).keys()
        keys = [key for key in keys if f"{word}:{key}" in gone]
        if keys:
            yield from _surely(rows, word, field, keys, wanted, look)


def each(compare: Callable[[Row | None, list[Event]], Iterable[Said]]) -> Look[Row]:
    """To look at rows one by one; what is said of each becomes a sentence about it."""

    def look(rows: Rows[Row], deeds: Deeds) -> Iterator[Finding]:
        for about, row in rows.items():
            for said in compare(row, deeds.get(about, [])):
                yield said if isinstance(said, Untold) else Disagreement(about, said)

    return look


def deeds_about(
    kind: type[AnyEvent], targets: Iterable[str], verbs: Iterable[str]
) -> dict[str, list[AnyEvent]]:
    """The entries about each of these, in the order they were written."""
    found: dict[str, list[AnyEvent]] = {}
    entries = kind._default_manager.filter(target__in=list(targets), verb__in=list(verbs))
    for entry in entries.defer("key_id", "before", "mac").order_by("number"):
        found.setdefault(entry.target, []).append(entry)
    return found


def differs(what: str, here: object, entry: Entry, said: object) -> Iterator[str]:
    """A sentence where what stands here is not what the entry says."""
    if here != said:
        yield f"has {what} {_worded(here)}, but entry {entry.number} says {_worded(said)}"


def unvouched(what: str, entry: Entry, *words: object) -> Iterator[Said]:
    """A sentence where these are not the words that the entry vouches for."""
    mark = entry.detail.get(MARK)
    if mark is None:
        yield Untold(what)
    elif not vouches(mark, *words):
        yield f"has {what} changed since entry {entry.number}"


def _worded(value: object) -> str:
    return "nothing" if value in (None, "") else f"{value}"


def _surely(
    rows: models.QuerySet[Row],
    word: str,
    field: str,
    keys: list[str],
    verbs: tuple[str, ...],
    look: Look[Row],
) -> list[Finding]:
    """What seems wrong is looked at again while nobody writes: a deed may have come between."""

    def looked() -> list[Finding]:
        named: dict[str, Row | None] = dict.fromkeys((f"{word}:{key}" for key in keys), None)
        deeds = deeds_about(Event, named, verbs)
        return list(look(named | _named(rows, word, field, keys), deeds))

    found = looked()
    if any(isinstance(one, Disagreement) for one in found):
        with while_nobody_writes():
            found = looked()
    return found


def _keys(rows: models.QuerySet[Row], field: str) -> Iterator[list[str]]:
    ordered, last = rows.order_by(field).values_list(field, flat=True), None
    while True:
        later = ordered if last is None else ordered.filter(**{f"{field}__gt": last})
        batch = list(later[:BATCH])
        if not batch:
            return
        yield [str(key) for key in batch]
        last = batch[-1]


def _targets(
    kind: type[Event] | type[ReporterEvent], verbs: tuple[str, ...], word: str
) -> Iterator[list[str]]:
    """What was told of at all, in batches."""
    entries = kind._default_manager.filter(verb__in=verbs)
    told = entries.order_by("target").values_list("target", flat=True)
    last = ""
    while batch := list(told.filter(target__gt=last).distinct()[:BATCH]):
        yield [target for target in batch if target.startswith(f"{word}:")]
        last = batch[-1]


def _named(rows: models.QuerySet[Row], word: str, field: str, keys: list[str]) -> dict[str, Row]:
    columns = rows.model._meta.fields
    column = next(one for one in columns if field == ("pk" if one.primary_key else one.name))
    found = rows.filter(**{f"{field}__in": [key for key in keys if _fits(column, key)]})
    return {f"{word}:{getattr(one, field)}": one for one in found}


def _fits(column: models.Field[Any, Any], key: str) -> bool:
    """Whether a row could have this number at all."""
    try:
        column.to_python(key)
    except ValidationError:
        return False
    return True
