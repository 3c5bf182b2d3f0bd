"""A file becomes figures: kept as it came, read, held against what was known, then shown or not.

What a file says is written beside what earlier files said and shown only when the whole file is
read and, where much of the past changed, a person has looked. A file half read changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from citystats.figures.codes import as_written_elsewhere
from citystats.figures.columns import CountedFigure
from citystats.figures.faults import FiguresError, Place
from citystats.figures.reading import breakdown_text, read_within
from citystats.figures.terms import Figure
from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.worktime import day_of
from kominn.indicators.doubts import Key, Told, doubts
from kominn.indicators.mappings import how_to_read
from kominn.indicators.models import Dataset, Observation, Vintage, below_the_municipality
from kominn.indicators.problems import Problem, Trouble, Unfit, problem_of
from kominn.indicators.states import NEXT, State
from kominn.portrait.history import codes_ever

READER = "1"
"""Changed when files would be read in another way than before."""
BATCH = 5_000
MOST_TIMES = 1_000
"""Each is a row on open pages: months of eighty years, or weeks of nineteen."""
COUNTED = ("read", "fresh", "revised", "vanished", "unchanged", "published")

TOLD = ("value", "numerator", "denominator", "missing", "flag")
WRITTEN = ("dataset_id", "vintage_id", "breakdown", "area_code", "period", *TOLD, "change")
Row = tuple[str | int | float | None, ...]
"""An observation, in the order of `WRITTEN`."""


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class SameFile(NotPossible):
    """The file is, byte for byte, the newest one that is there already."""


def in_the_way(dataset: Dataset) -> NotPossible:
    """Which file of the table must be decided first."""
    number = dataset.vintages.open().values_list("number", flat=True).first()
    words = _(
        "File %(number)s is being read, or waits for somebody to look at it. Decide it first."
    )
    return NotPossible(words % {"number": number})


@transaction.atomic
def take_in(
    dataset: Dataset,
    data: bytes,
    *,
    by: User | None,
    at: dt.datetime,
    asked: Mapping[str, Any] | None = None,
    http_status: int | None = None,
) -> Vintage:
    """Keep a file as it came. It is read by `read`; nothing that is shown has changed yet.

    `asked` and `http_status`: of one that was fetched, the query and what the office said to it.
    """
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
                asked=asked,
                http_status=http_status,
            )
    except IntegrityError:
        raise in_the_way(dataset) from None
    record("figures.taken_in", _target(vintage), by=name_of(by), at=at, detail={"sha256": digest})
    return vintage


def read(vintage: Vintage, *, at: dt.datetime) -> Vintage:
    """Read the file, from where an earlier try ended, and show it unless much of the past changed.

    Each batch is committed by itself, so that progress is seen and a server that stops loses
    little; no batch is shown before the file is decided.
    """
    places: dict[str, Place] = {}
    try:
        told = _once(_told(vintage, places))
    except FiguresError as error:
        return _refuse(vintage, problem_of(error), by=None, at=at)
    except Unfit as unfit:
        return _refuse(vintage, unfit.problem, by=None, at=at)
    known = newest_known(vintage.dataset)
    changes = _changes(vintage, told, known)
    vintage.of = len(told)
    for batch in _batches(islice(changes, vintage.observations.count(), None)):
        with transaction.atomic():
            _still_read(vintage)
            write(batch)
            vintage.read = min(vintage.of, vintage.read + len(batch))
            vintage.save(update_fields=["read", "of"])
    return _weigh(vintage, told, known, places, at=at)


def _once(found: Iterator[tuple[Key, Told]]) -> dict[Key, Told]:
    told: dict[Key, Told] = {}
    for key, now in found:
        if key in told:
            raise Unfit(Trouble.TOLD_TWICE, area=key[1], period=key[2])
        told[key] = now
    times = len({period for _breakdown, _area, period in told})
    if times > MOST_TIMES:
        raise Unfit(Trouble.MANY_TIMES, count=times, most=MOST_TIMES)
    return told


def _still_read(vintage: Vintage) -> None:
    """Somebody may have stopped it since."""
    rows = Vintage.objects.select_for_update().filter(pk=vintage.pk)
    if list(rows.values_list("state", flat=True)) != [State.READING]:
        raise NotPossible(_("A colleague has decided about this file already."))


def _told(vintage: Vintage, places: dict[str, Place]) -> Iterator[tuple[Key, Told]]:
    """What the file says of each cell; and where each area is told of first."""
    dataset = vintage.dataset
    indicators = list(dataset.indicators.all())
    most = {one.breakdown: one.most for one in indicators}
    of_groups = any(one.municipality_only for one in indicators)
    ours = codes_ever() if of_groups else frozenset()
    found = read_within(bytes(vintage.raw), how_to_read(dataset))
    vintage.published = found.updated
    for figure in found.figures:
        breakdown = breakdown_text(figure.breakdown)
        counted = figure if isinstance(figure, CountedFigure) else None
        _check(figure, counted, most.get(breakdown))
        area = as_written_elsewhere(figure.area)
        if of_groups and below_the_municipality(area, ours):
            raise Unfit(Trouble.BELOW_MUNICIPALITY, figure.place, area=area)
        places.setdefault(area, figure.place)
        yield (
            (breakdown, area, figure.period),
            Told(
                figure.value,
                counted.numerator if counted else None,
                counted.denominator if counted else None,
                figure.missing or "",
                figure.flag,
            ),
        )


def _check(figure: Figure, counted: CountedFigure | None, most: float | None) -> None:
    if most is None:
        return
    found = "" if figure.value is None or 0 <= figure.value <= most else f"{figure.value:g}"
    if counted and counted.numerator is not None and counted.denominator is not None:
        part, whole = counted.numerator, counted.denominator
        found = found or ("" if 0 <= part <= whole else f"{part:g}/{whole:g}")
    if found:
        raise Unfit(
            Trouble.NO_SHARE,
            figure.place,
            found=found,
            area=figure.area,
            period=figure.period,
            most=f"{most:g}",
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


def _changes(vintage: Vintage, told: dict[Key, Told], known: dict[Key, Told]) -> Iterator[Row]:
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


def _observation(vintage: Vintage, key: Key, told: Told, change: str) -> Row:
    return (
        vintage.dataset_id,
        vintage.pk,
        *key,
        told.value,
        told.numerator,
        told.denominator,
        told.missing,
        told.flag,
        change,
    )


def _batches(changes: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(changes, BATCH)):
        yield batch


def write(batch: Sequence[Row]) -> None:
    """Observations as plain rows: a file has tens of thousands, and none is looked at here."""
    names, values = ", ".join(WRITTEN), ", ".join(["%s"] * len(WRITTEN))
    into = f"INSERT INTO {Observation._meta.db_table} ({names}) VALUES ({values})"
    with connection.cursor() as cursor:
        cursor.executemany(into, batch)


@transaction.atomic
def _weigh(
    vintage: Vintage,
    told: dict[Key, Told],
    known: dict[Key, Told],
    places: Mapping[str, Place],
    *,
    at: dt.datetime,
) -> Vintage:
    _still_read(vintage)
    vintage.read = vintage.of
    vintage.fresh = sum(key not in known for key in told)
    vintage.revised = sum(key in known and known[key] != now for key, now in told.items())
    vintage.vanished = sum(key not in told for key in known)
    vintage.unchanged = len(told) - vintage.fresh - vintage.revised
    vintage.reasons = doubts(vintage, told, known, places, today=day_of(at))
    if vintage.reasons:
        _move(vintage, State.WAITING)
    else:
        vintage.decided_at = at
        _move(vintage, State.KEPT)
    vintage.save(update_fields=[*COUNTED, "reasons", "state", "decided_at"])
    return vintage


@transaction.atomic
def keep(vintage: Vintage, *, by: User, at: dt.datetime) -> None:
    """Somebody has looked at what changed and says that it is right."""
    vintage = _locked(vintage)
    if vintage.state == State.READING:
        raise NotPossible(_("The file is still being read."))
    _refuse_parts_of_the_city(vintage)
    _move(vintage, State.KEPT)
    vintage.decided_at = at
    vintage.save(update_fields=["state", "decided_at"])
    record("figures.kept", _target(vintage), by=name_of(by), at=at)


def _refuse_parts_of_the_city(vintage: Vintage) -> None:
    """Somebody may have said since it was read that the table is about groups of people."""
    if vintage.dataset.indicators.filter(municipality_only=True).exists():
        ours = codes_ever()
        codes = vintage.observations.values_list("area_code", flat=True).distinct()
        if any(below_the_municipality(code, ours) for code in codes):
            raise NotPossible(_("The table has figures of parts of the municipality."))


@transaction.atomic
def refuse(vintage: Vintage, *, by: User, at: dt.datetime) -> None:
    """Somebody has looked and says no: the file stays, and nothing that is shown changes."""
    _refuse(_locked(vintage), {}, by=by, at=at)


@transaction.atomic
def give_up(vintage: Vintage, *, at: dt.datetime) -> None:
    """The file could not be read for a reason that is not its own."""
    _refuse(_locked(vintage), Unfit(Trouble.UNREADABLE).problem, by=None, at=at)


def _locked(vintage: Vintage) -> Vintage:
    rows = Vintage.objects.select_for_update(of=("self",)).select_related("dataset").defer("raw")
    return rows.get(pk=vintage.pk)


@transaction.atomic
def _refuse(vintage: Vintage, problem: Problem, *, by: User | None, at: dt.datetime) -> Vintage:
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
