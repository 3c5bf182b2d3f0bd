# ruff: noqa: E501
"""Invented figures that show every kind of drawing, and what each does at its edges."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citystats.funnel import curve, limits
from kominn.core.charts.area_maps import Outlined, area_map
from kominn.core.charts.bars import bar_chart
from kominn.core.charts.dots import dot_strip
from kominn.core.charts.funnels import Spot, funnel_chart
from kominn.core.charts.lines import Dated, line_chart
from kominn.core.charts.ranges import Measure, range_chart
from kominn.core.charts.rows import Row, Why
from kominn.core.charts.slopes import Change, slope_chart
from kominn.core.charts.tiles import Tile, tile_map
from kominn.core.templatetags.words import count, decimal, share

PLACES = ("Fyrodden", "Lågendalen", "Ospelund", "Sentrum", "Skipperbyen", "Tangen", "Vestre ås")
LONG = (
    "Barn og unge under atten år som bor i husholdninger med vedvarende lav inntekt",
    "Ospelundvollenskoleområdetvedvannet",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One drawing, and what it shows of its kind."""

    slug: str
    what: str
    chart: object
    numbered: bool = False
    names: tuple[str, ...] = ()
    years: tuple[tuple[int, tuple[Dated, ...]], ...] = ()
    """The table of lines."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of drawing: when to use it, and how it copes."""

    slug: str
    name: str | Promise
    about: str | Promise
    draw: Callable[[], list[Example]] = field(repr=False)

    @property
    def drawing(self) -> str:
        return f"core/charts/_{self.slug}.html"


def _row(name: str, value: float, wide: float = 0.0, *, own: bool = False, why: Why = "") -> Row:
    low, high = (value - wide, value + wide) if wide else (None, None)
    span = f"{decimal(low, 1)}–{decimal(high, 1)}" if wide else ""
    return Row(name, value, share(value / 100, 1), low, high, span, why, own)


def _bars() -> list[Example]:
    rows = [
        _row(PLACES[0], 12.4, 2.1),
        _row(PLACES[1], 9.8, 1.7),
        _row(PLACES[2], 17.2, 3.8, why="few"),
        _row(PLACES[3], 14.1, 0.9, own=True),
        Row(PLACES[4], None, why="hidden"),
        Row(PLACES[5], None, why="few"),
        Row(PLACES[6], None),
    ]
    falls = [("Tilflytting", 412.0), ("Fraflytting", -388.0), ("Fødte", 97.0), ("Døde", -131.0)]
    signed = [Row(name, value, count(int(value))) for name, value in falls]
    huge = [("Hele landet", 5_627_400.0), ("Fylket", 259_300.0), ("Lågenvik", 21_480.0)]
    large = [Row(name, value, count(int(value)), own=name == "Lågenvik") for name, value in huge]
    same = [_row(name, 8.0) for name in PLACES[:3]]
    long = [_row(name, value) for name, value in zip(LONG, (6.2, 11.9), strict=True)]
    many = [_row(f"Krets {number}", 4 + number * 5 % 13) for number in range(1, 18)]
    return [
        Example("vanlig", gettext("With intervals, and figures that are not shown"), bar_chart(rows)),
        Example("minus", gettext("Below nought"), bar_chart(signed)),
        Example("store", gettext("Large beside small"), bar_chart(large)),
        Example("like", gettext("All the same"), bar_chart(same)),
        Example("ett", gettext("One figure"), bar_chart([_row("Lågenvik", 14.1, own=True)])),
        Example("lange", gettext("Long names"), bar_chart(long)),
        Example("mange", gettext("Many rows"), bar_chart(many)),
        Example("ingen", gettext("No figure at all"), bar_chart([])),
    ]  # fmt: skip


def _dated(*values: float | None, first: int = 2015, hidden: int | None = None) -> list[Dated]:
    return [
        Dated(dt.date(first + place, 12, 31), value, place == hidden)
        for place, value in enumerate(values)
    ]


def _lines() -> list[Example]:
    own = _dated(11.2, 11.9, 12.4, None, 12.1, 13.0, None, 14.2, 14.1, 14.4, hidden=6)
    beside = _dated(9.8, 10.1, 10.6, 10.9, 11.2, 11.4, 11.7, 11.7, 11.5, 11.3)
    named = [("Lågenvik", own), ("Hele landet", beside)]
    below = [("Lågenvik", _dated(-3.0, 1.5, -1.0, 4.0))]
    return [
        _over_time("vanlig", gettext("With years that have no figure"), named),
        _over_time("minus", gettext("Below nought"), below),
        _over_time("ett", gettext("One figure"), [("Lågenvik", _dated(14.4))]),
    ]


def _over_time(slug: str, what: str, named: list[tuple[str, list[Dated]]]) -> Example:
    names, lines = zip(*named, strict=True)
    years = tuple((together[0].day.year, together) for together in zip(*lines, strict=True))
    return Example(slug, what, line_chart(named), names=names, years=years[::-1])


def _measure(
    name: str, value: float | None, country: float, wide: float = 0.0, *, why: Why = ""
) -> Measure:
    return Measure(
        name,
        value,
        "" if value is None else share(value / 100, 1),
        None if value is None or not wide else value - wide,
        None if value is None or not wide else value + wide,
        "" if value is None or not wide else f"{decimal(value - wide)}–{decimal(value + wide)}",
        why,
        country=country,
        country_text=share(country / 100, 1),
        least=country * 0.86,
        most=country * 1.14,
        others=f"{decimal(country * 0.86)}–{decimal(country * 1.14)}",
    )


def _ranges() -> list[Example]:
    rows = [
        _measure("Trygge i nærmiljøet", 84.1, 86.0, 2.4),
        _measure("Barn i husholdninger med lav inntekt", 14.1, 11.3, 0.9),
        _measure("Med i en fritidsorganisasjon", 58.0, 64.2, 3.0),
        _measure("Fullfører videregående", 79.8, 79.3, 2.8),
        _measure("Ble mobbet hver fjortende dag", None, 6.4, why="hidden"),
        _measure("Føler seg ensomme", 22.0, 19.5, why="few"),
    ]
    ages = [
        _measure("13–15 år", 88.1, 87.0, 2.4),
        _measure("16–19 år", 79.5, 84.0, 2.9),
        _measure("20 år og over", 86.3, 86.5, 1.2),
    ]
    return [
        Example("vanlig", gettext("Rows with scales of their own"), range_chart(rows)),
        Example("felles", gettext("Rows with one scale"), range_chart(ages, one_scale=True)),
        Example("ett", gettext("One figure"), range_chart(rows[1:2])),
    ]


def _dots() -> list[Example]:
    shares = (8.1, 9.0, 9.2, 9.3, 10.4, 11.0, 11.1, 11.2, 12.9, 13.4, 16.0)
    rows = [_row(f"Kommune {letter}", v) for letter, v in zip("ABCDEFGHIJK", shares, strict=True)]
    rows += [_row("Lågenvik", 14.1, own=True), Row("Kommune L", None, why="hidden")]
    many = [
        _row(f"Kommune {n}", round(11 + 4 * math.sin(n * 1.7) * math.sin(n * 0.37), 1), own=n == 7)
        for n in range(1, 121)
    ]
    same = [_row(name, 8.0) for name in PLACES[:3]]
    country = _row(gettext("The country"), 11.3)
    return [
        Example("vanlig", gettext("The city among similar ones"), dot_strip(rows, country=country)),
        Example("mange", gettext("Many places"), dot_strip(many, country=country)),
        Example("like", gettext("All the same"), dot_strip(same)),
    ]


def _change(name: str, before: float | None, after: float | None, *, own: bool = False) -> Change:
    return Change(
        name,
        after,
        "" if after is None else share(after / 100, 1),
        own=own,
        before=before,
        before_text="" if before is None else share(before / 100, 1),
    )


def _slopes() -> list[Example]:
    rows = [
        _change("Lågenvik", 11.2, 14.4, own=True),
        _change("Kommune A", 10.9, 11.0),
        _change("Kommune B", 12.6, 11.1),
        _change("Kommune C", 9.1, 9.1),
        _change("Kommune D", None, 12.0),
    ]
    many = [_change(f"Krets {n}", 5 + n * 7 % 11, 5 + n * 5 % 12) for n in range(1, 18)]
    return [
        Example("vanlig", gettext("Two years"), slope_chart(rows, before="2015", after="2024")),
        Example("mange", gettext("Many rows"), slope_chart(many, before="2015", after="2024")),
        Example("ett", gettext("One figure"), slope_chart(rows[:1], before="2015", after="2024")),
    ]


def _spot(name: str, counted: int, size: int, middle: float) -> Spot:
    value = counted / size
    return Spot(
        name,
        value * 100,
        share(value, 1),
        own=name == "Lågenvik",
        size=size,
        size_text=count(size),
        beyond=limits(size, middle).beyond(value),
    )


def _funnels() -> list[Example]:
    middle = 0.113
    places = [(f"Kommune {number}", 300 + number * number * 37) for number in range(1, 25)]
    rows = [
        _spot(
            name,
            round(size * middle + 0.55 * math.sqrt(size) * math.sin(number * 2.1)),
            size,
            middle,
        )
        for number, (name, size) in enumerate(places)
    ]
    rows += [_spot("Lågenvik", 594, 4_210, middle), _spot("Småvik", 31, 190, middle)]
    ends = [
        one.__class__(one.size, *(100 * n for n in (one.far_low, one.low, one.high, one.far_high)))
        for one in curve(190, 25_000, middle)
    ]
    drawn = funnel_chart(rows, ends, middle=100 * middle, middle_text=share(middle, 1))
    return [Example("vanlig", gettext("Small places vary more"), drawn)]


def _tiles() -> list[Example]:
    grid = ((0, 1), (1, 0), (1, 1), (2, 1), (3, 1), (2, 2), (0, 2))
    values = (12.4, 9.8, 17.2, 14.1, None, None, 6.0)
    whys: tuple[Why, ...] = ("", "", "", "", "hidden", "few", "")
    rows = [
        Tile(name, v, "" if v is None else decimal(v), why=why, column=column, line=line)
        for name, (column, line), v, why in zip(PLACES, grid, values, whys, strict=True)
    ]
    return [Example("vanlig", gettext("Areas as squares"), tile_map(rows), numbered=True)]


def _area_map() -> list[Example]:
    corners = {
        (0, 0): 10.02, (1, 0): 10.08, (2, 0): 10.17, (0, 1): 10.0, (1, 1): 10.09, (2, 1): 10.19,
        (0, 2): 10.03, (1, 2): 10.1, (2, 2): 10.2,
    }  # fmt: skip
    norths = (59.0, 59.045, 59.1)

    def corner(column: int, line: int) -> tuple[float, float]:
        return corners[column, line], norths[line] + 0.008 * ((column + line) % 2)

    values = (12.4, 9.8, None, 17.2)
    whys: tuple[Why, ...] = ("", "", "hidden", "")
    rows: list[Outlined] = []
    for number, (value, why) in enumerate(zip(values, whys, strict=True)):
        c, r = number % 2, number // 2
        ring = [corner(c, r), corner(c + 1, r), corner(c + 1, r + 1), corner(c, r + 1)]
        middle = sum(x for x, _ in ring) / 4, sum(y for _, y in ring) / 4
        rows.append(
            Outlined(
                PLACES[number], value, "" if value is None else share(value / 100, 1), why=why,
                rings=[[*ring, ring[0]]], centre=middle,
            )
        )  # fmt: skip
    for number, (east, north) in enumerate(((10.203, 59.02), (10.206, 59.021)), start=4):
        ring = [(east, north), (east + 0.003, north), (east + 0.003, north + 0.001), (east, north + 0.001)]  # fmt: skip
        value = 8.0 + number
        rows.append(
            Outlined(
                PLACES[number], value, share(value / 100, 1), rings=[[*ring, ring[0]]],
                centre=(east + 0.0015, north + 0.0005),
            )
        )  # fmt: skip
    return [Example("vanlig", gettext("Areas by their outlines"), area_map(rows), numbered=True)]


KINDS = (
    Kind("bars", _("Bars"), _("Compare places or groups. Bars always begin at 0. A line across the end says where the true figure most likely lies."), _bars),
    Kind("line", _("Lines"), _("Follow a figure over the years. Where a year has no figure the line is broken."), _lines),
    Kind("ranges", _("The barometer"), _("The city beside the whole country. A filled dot is clearly another figure than the country’s; an open one cannot be told apart from it."), _ranges),
    Kind("dots", _("Strip of dots"), _("Where the city stands among similar ones. Each dot is one municipality."), _dots),
    Kind("slopes", _("Before and after"), _("Two times beside each other. Steep is much, flat is little."), _slopes),
    Kind("funnels", _("Funnel"), _("Small places vary more by chance than large ones. What lies inside the funnel may be chance."), _funnels),
    Kind("tiles", _("Squares"), _("Every area is one square, so that a large forest does not weigh more than a small street of many. The darker, the higher."), _tiles),
    Kind("area_map", _("Map"), _("Areas by their outlines. The numbers on the map are those of the table."), _area_map),
)  # fmt: skip
