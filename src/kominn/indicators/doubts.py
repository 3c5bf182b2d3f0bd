"""Why somebody must look at a file before it is shown: what it says against what was known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from citystats.figures.codes import CodeChange, CodesError, by_new_code, codes_before
from citystats.figures.faults import Place
from citystats.figures.terms import Period, read_period
from kominn.indicators import models
from kominn.indicators.models import Indicator, Vintage
from kominn.indicators.problems import Problem, Trouble, Unfit

Key = tuple[str, str, str]
"""Breakdown, area code, period."""
DAYS_OF_A_MONTH = 31
MONTHS_WITHOUT_INDICATOR = 36
MOST_AREAS = 5
FEWEST_IN_ALL, FEWEST_OF_THEM = 10, 3
"""People: of fewer than ten, or where one or two of them are set apart, a share is of somebody."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one cell; comparing two tells whether the figure was revised."""

    value: float | None
    numerator: float | None
    denominator: float | None
    missing: str
    flag: str = ""


Cells = Mapping[Key, Told]


def doubts(
    vintage: Vintage,
    told: Cells,
    known: Cells,
    places: Mapping[str, Place],
    *,
    today: dt.date,
) -> list[Problem]:
    """`places`: where each area is told of first. None, and the file may be shown at once."""
    indicators = list(vintage.dataset.indicators.all())
    found = [
        *_much_changed(vintage),
        *_older(vintage, told, known, indicators, today),
        *_not_yet(told, known, today),
        *_few_people(told, known),
        *_unknown_areas(told, known, places),
        *_not_about_us(told, indicators),
    ]
    return [one.problem for one in found]


def _much_changed(vintage: Vintage) -> Iterator[Unfit]:
    most = vintage.dataset.most_changed_percent
    if vintage.changed_percent > most:
        yield Unfit(Trouble.MUCH_CHANGED, percent=round(vintage.changed_percent), most=most)


def _older(
    vintage: Vintage, told: Cells, known: Cells, indicators: Iterable[Indicator], today: dt.date
) -> Iterator[Unfit]:
    newest, before = _newest(told), _newest(known)
    if newest is None:
        return
    if before is not None and newest.last < before.last:
        yield Unfit(Trouble.OLDER_THAN_KNOWN, newest=newest.text, known=before.text)
    elif before is None and vintage.asked is not None:
        # Nothing to hold it against: an office that was asked for the newest has newer ones.
        months = max((one.stale_after_months for one in indicators), default=None)
        months = MONTHS_WITHOUT_INDICATOR if months is None else months
        if newest.last + dt.timedelta(days=DAYS_OF_A_MONTH * months) < today:
            yield Unfit(Trouble.OLDER_THAN_EXPECTED, newest=newest.text)


def _not_yet(told: Cells, known: Cells, today: dt.date) -> Iterator[Unfit]:
    newest, before = _newest(told), _newest(known)
    if newest is None or newest.first <= today:
        return
    # Who said yes to projections is not asked again of the same years.
    if before is None or newest.last > before.last:
        yield Unfit(Trouble.NOT_YET, newest=newest.text)


def _few_people(told: Cells, known: Cells) -> Iterator[Unfit]:
    """The first figure that a file adds of so few that one could be found among them."""
    for key, now in told.items():
        part, whole = now.numerator, now.denominator
        if key in known or part is None or whole is None:
            continue
        if 0 < whole < FEWEST_IN_ALL or 0 < min(part, whole - part) < FEWEST_OF_THEM:
            _breakdown, area, period = key
            yield Unfit(
                Trouble.FEW_PEOPLE, area=area, period=period, part=f"{part:g}", whole=f"{whole:g}"
            )
            return


def _newest(cells: Cells) -> Period | None:
    texts = {period for (_breakdown, _area, period), told in cells.items() if _tells(told)}
    return max(map(read_period, texts), key=lambda period: period.last, default=None)


def _tells(told: Told) -> bool:
    """A year nobody has figures of yet stands in many tables."""
    return told.value is not None or told.missing == models.Observation.Missing.PROTECTED


def _unknown_areas(told: Cells, known: Cells, places: Mapping[str, Place]) -> Iterator[Unfit]:
    before = _areas(known)
    if not before:
        return
    if new := sorted(_areas(told) - before - _expected(before)):
        more = f", +{len(new) - MOST_AREAS}" if len(new) > MOST_AREAS else ""
        areas = ", ".join(new[:MOST_AREAS]) + more
        yield Unfit(Trouble.UNKNOWN_AREAS, places[new[0]], areas=areas)


def _expected(before: Set[str]) -> frozenset[str]:
    """Codes that are known to come after those that were there."""
    changes = models.CodeChange.objects.filter(old__in=before)
    return frozenset(changes.values_list("new", flat=True))


def _not_about_us(told: Cells, indicators: Iterable[Indicator]) -> Iterator[Unfit]:
    codes: dict[str, set[str]] = {}
    for breakdown, area, _period in told:
        codes.setdefault(breakdown, set()).add(area)
    for one in indicators:
        areas = codes.get(one.breakdown, set())
        if one.own_code and one.own_code not in areas and not _came_from(one.own_code) & areas:
            yield Unfit(Trouble.NOT_ABOUT_US, code=one.own_code, indicator=str(one))


def _came_from(code: str) -> frozenset[str]:
    changes = [
        CodeChange(row.old, row.new, row.year, row.weight)
        for row in models.CodeChange.objects.all()
    ]
    try:
        return codes_before(code, by_new_code(changes))
    except CodesError:
        return frozenset({code})


def _areas(cells: Cells) -> set[str]:
    return {area for _breakdown, area, _period in cells}
