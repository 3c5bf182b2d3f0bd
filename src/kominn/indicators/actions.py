"""A file becomes figures: kept as it came, read, held against what was known, then shown or not.

What a file says is written beside what earlier files said and shown only when the whole file is
read and, where much of the past changed, a person has looked. A file half read changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from citystats.figures.columns import CountedFigure, read_columns
from citystats.figures.jsonstat import read_jsonstat
from citystats.figures.terms import Figure, FiguresError
from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.indicators.mappings import columns_of
from kominn.indicators.models import Dataset, Observation, Vintage
from kominn.indicators.states import NEXT, State

READER = "1"
"""Changed when files would be read in another way than before."""
BATCH = 5_000
COUNTED = ("read", "fresh", "revised", "vanished", "unchanged", "published")
LONGEST_CODE, LONGEST_BREAKDOWN, LONGEST_PERIOD, LONGEST_FLAG = 60, 300, 20, 10

TOLD = ("value", "numerator", "denominator", "missing", "flag")
Key = tuple[str, str, str]
"""Breakdown, area code, period."""


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class SameFile(NotPossible):
    """The file is, byte for byte, the newest one that is there already."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one cell; comparing two tells whether the figure was revised."""

    value: float | None
    numerator: float | None
    denominator: float | None
    missing: str
    flag: str = ""


@transaction.atomic
def take_in(dataset: Dataset, data: bytes, *, by: User | None, at: dt.datetime) -> Vintage:
    """Keep a file as it came. It is read by `read`; nothing that is shown has changed yet."""
    if not data:
        raise NotPossible(_("The file is empty."))
    digest = sha256(data).hexdigest()
    newest = Vintage.objects.filter(dataset=dataset).defer("raw").newest_first().first()
    if newest is not None and newest.sha256 == digest and newest.state != State.REFUSED:
        raise SameFile(_("This file is the same as the one that is there already."))
    number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            vintage = Vintage.objects.create(
                dataset=dataset,
                number=number,
                raw=data,
                sha256=digest,
                size=len(data),
                fetched_at=at,
                reader=READER,
            )
    except IntegrityError:
        raise NotPossible(
            _("Another file of this table is being read, or waits for somebody to look at it.")
        ) from None
    record("figures.taken_in", _target(vintage), by=name_of(by), at=at, detail={"sha256": digest})
    return vintage


def read(vintage: Vintage, *, at: dt.datetime) -> Vintage:
    """Read the file, from where an earlier try ended, and show it unless much of the past changed.

    Each batch is committed by itself, so that progress is seen and a server that stops loses
    little; no batch is shown before the file is decided.
    """
    try:
        told = _once(_told(vintage))
    except FiguresError as error:
        return _refuse(vintage, str(error), by=None, at=at)
    known = newest_known(vintage.dataset)
    changes = _changes(vintage, told, known)
    vintage.of = len(told)
    for batch in _batches(islice(changes, vintage.observations.count(), None)):
        with transaction.atomic():
            _still_read(vintage)
            Observation.objects.bulk_create(batch)
            vintage.read = min(vintage.of, vintage.read + len(batch))
            vintage.save(update_fields=["read", "of"])
    return _weigh(vintage, told, known, at=at)


def _once(found: Iterator[tuple[Key, Told]]) -> dict[Key, Told]:
    told: dict[Key, Told] = {}
    for key, now in found:
        if key in told:
            raise FiguresError(f"the file tells twice of {key[1]} in {key[2]}.")
        told[key] = now
    return told


def _still_read(vintage: Vintage) -> None:
    """Somebody may have stopped it since."""
    rows = Vintage.objects.select_for_update().filter(pk=vintage.pk)
    if list(rows.values_list("state", flat=True)) != [State.READING]:
        raise NotPossible(_("A colleague has decided about this file already."))


def _told(vintage: Vintage) -> Iterator[tuple[Key, Told]]:
    dataset = vintage.dataset
    most = {one.breakdown: one.most for one in dataset.indicators.all()}
    figures, vintage.published = figures_of(dataset, bytes(vintage.raw))
    for figure in figures:
        breakdown = json.dumps(figure.breakdown, ensure_ascii=False, separators=(",", ":"))
        _check(figure, breakdown, most.get(breakdown))
        counted = figure if isinstance(figure, CountedFigure) else None
        yield (
            (breakdown, figure.area, figure.period),
            Told(
                figure.value,
                counted.numerator if counted else None,
                counted.denominator if counted else None,
                figure.missing or "",
                figure.flag,
            ),
        )


def figures_of(dataset: Dataset, data: bytes) -> tuple[Sequence[Figure], str]:
    """What the file says and when it says it was published; all of it or a `FiguresError`."""
    if dataset.form == Dataset.Form.JSONSTAT:
        time, area = dataset.mapping.get("time", ""), dataset.mapping.get("area", "")
        found = read_jsonstat(data, time=time, area=area)
        return tuple(found.figures()), found.updated[:40]
    return read_columns(data, columns_of(dataset.mapping)), ""


def _check(figure: Figure, breakdown: str, most: float | None) -> None:
    long = len(figure.area) > LONGEST_CODE or len(breakdown) > LONGEST_BREAKDOWN
    if long or len(figure.period) > LONGEST_PERIOD or len(figure.flag) > LONGEST_FLAG:
        raise FiguresError("a code or name is too long.", figure.place)
    if most is not None and figure.value is not None and not 0 <= figure.value <= most:
        raise FiguresError(
            f"{figure.value:g} is no share: it must be from 0 to {most:g}. Look at the unit.",
            figure.place,
        )


def newest_known(dataset: Dataset) -> dict[Key, Told]:
    """What is shown of every cell; a figure that vanished is not there."""
    known: dict[Key, Told] = {}
    rows = Observation.objects.filter(dataset=dataset).known_on(None)
    cells = rows.values_list("breakdown", "area_code", "period", *TOLD)
    for breakdown, area, period, *told in cells.iterator(chunk_size=BATCH):
        known[breakdown, area, period] = Told(*told)
    gone = Observation.Missing.VANISHED
    return {key: told for key, told in known.items() if told.missing != gone}


def _changes(
    vintage: Vintage, told: dict[Key, Told], known: dict[Key, Told]
) -> Iterator[Observation]:
    """What is new, revised or gone, always in the same order."""
    for key, now in told.items():
        before = known.get(key)
        if before is None:
            yield _observation(vintage, key, now, Observation.Change.FRESH)
        elif before != now:
            yield _observation(vintage, key, now, Observation.Change.REVISED)
    gone = Told(None, None, None, Observation.Missing.VANISHED)
    for key in known:
        if key not in told:
            yield _observation(vintage, key, gone, Observation.Change.VANISHED)


def _observation(vintage: Vintage, key: Key, told: Told, change: str) -> Observation:
    breakdown, area, period = key
    return Observation(
        dataset_id=vintage.dataset_id,
        vintage=vintage,
        breakdown=breakdown,
        area_code=area,
        period=period,
        value=told.value,
        numerator=told.numerator,
        denominator=told.denominator,
        missing=told.missing,
        flag=told.flag,
        change=change,
    )


def _batches(changes: Iterator[Observation]) -> Iterator[list[Observation]]:
    while batch := list(islice(changes, BATCH)):
        yield batch


@transaction.atomic
def _weigh(
    vintage: Vintage, told: dict[Key, Told], known: dict[Key, Told], *, at: dt.datetime
) -> Vintage:
    _still_read(vintage)
    vintage.read = vintage.of
    vintage.fresh = sum(key not in known for key in told)
    vintage.revised = sum(key in known and known[key] != now for key, now in told.items())
    vintage.vanished = sum(key not in told for key in known)
    vintage.unchanged = len(told) - vintage.fresh - vintage.revised
    if vintage.changed_percent > vintage.dataset.most_changed_percent:
        _move(vintage, State.WAITING)
    else:
        vintage.decided_at = at
        _move(vintage, State.KEPT)
    vintage.save(update_fields=[*COUNTED, "state", "decided_at"])
    return vintage


@transaction.atomic
def keep(vintage: Vintage, *, by: User, at: dt.datetime) -> None:
    """Somebody has looked at what changed and says that it is right."""
    vintage = _locked(vintage)
    if vintage.state == State.READING:
        raise NotPossible(_("The file is still being read."))
    _move(vintage, State.KEPT)
    vintage.decided_at = at
    vintage.save(update_fields=["state", "decided_at"])
    record("figures.kept", _target(vintage), by=name_of(by), at=at)


@transaction.atomic
def refuse(vintage: Vintage, *, by: User, at: dt.datetime) -> None:
    """Somebody has looked and says no: the file stays, and nothing that is shown changes."""
    _refuse(_locked(vintage), "", by=by, at=at)


@transaction.atomic
def give_up(vintage: Vintage, *, at: dt.datetime) -> None:
    """The file could not be read for a reason that is not its own."""
    _refuse(
        _locked(vintage), "the file could not be read; tell whoever runs KomINN.", by=None, at=at
    )


def _locked(vintage: Vintage) -> Vintage:
    rows = Vintage.objects.select_for_update(of=("self",)).select_related("dataset").defer("raw")
    return rows.get(pk=vintage.pk)


@transaction.atomic
def _refuse(vintage: Vintage, problem: str, *, by: User | None, at: dt.datetime) -> Vintage:
    _move(vintage, State.REFUSED)
    vintage.observations.all().delete()
    vintage.problem = problem
    vintage.decided_at = at
    vintage.save(update_fields=["state", "problem", "decided_at"])
    record("figures.refused", _target(vintage), by=name_of(by), at=at)
    return vintage


def _move(vintage: Vintage, state: State) -> None:
    if state not in NEXT[vintage.state]:
        raise NotPossible(_("A colleague has decided about this file already."))
    vintage.state = state


def _target(vintage: Vintage) -> str:
    return f"figures {vintage.dataset.slug} {vintage.number}"
