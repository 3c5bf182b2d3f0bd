"""An assessment as staff read it: how sure one is of each area, never a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kominn.core.charts.ranges import Measure, RangeChart, range_chart
from kominn.core.templatetags.words import decimal, share
from kominn.support.models import Assessment
from kominn.support.states import Caveat, Domain, Kind, NeedClass

Words = str | Promise
WHOLE = 100
FIFTHS: tuple[Words, ...] = (
    _("most need"),
    _("second most need"),
    _("the middle"),
    _("second least need"),
    _("least need"),
)
FACTORS: dict[str, Words] = {
    "normalisation": _("how figures are put on one scale"),
    "aggregation": _("how the themes are joined"),
    "left_out": _("which figures are counted"),
    "weights": _("how much each theme weighs"),
}
DETAILS: dict[str, Words] = {
    "min_max": _("A scale from the lowest area to the highest"),
    "rank": _("A scale of places only"),
    "arithmetic": _("A good theme may make up for a bad one"),
}
TONES = {NeedClass.MOST: "info", NeedClass.UNCERTAIN: "warning"}


@dataclass(frozen=True, slots=True)
class Place:
    """One area or group; `chance` and `flips` are of a hundred, None where figures are missing."""

    code: str
    name: str
    need: NeedClass
    tone: str
    chance: int | None
    middle: Words
    low: Words
    high: Words
    flips: int | None
    way: float | None
    way_from: float | None
    way_to: float | None
    """Of a hundred on the way from most need to least: for the drawing."""

    @property
    def as_one(self) -> bool:
        """Whether the interval lies within one fifth."""
        return self.low == self.high

    @property
    def chance_in_words(self) -> Words:
        """No more digits than the draws bear at the ends."""
        if self.chance is None:
            return ""
        if self.chance < 1:
            return _("less than 1 of 100")
        if self.chance > 99:
            return _("more than 99 of 100")
        return _("%(chance)s of 100") % {"chance": self.chance}

    @property
    def chance_by_itself(self) -> Words:
        """Beside the name in the drawing, where no heading says what the number is."""
        if self.chance is None:
            return ""
        if self.chance < 1:
            return _("chance below 1 of 100")
        if self.chance > 99:
            return _("chance above 99 of 100")
        return _("chance %(chance)s of 100") % {"chance": self.chance}


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: what it is about, what it is compared with, among how many, from whom."""

    title: str
    domain: Words
    kind: Words
    more_is_need: bool
    year: int | None
    mean: float | None
    people: int | None
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Another choice, as good as ours, and whose answer it would change."""

    words: Words
    of: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    places: tuple[Place, ...]
    counted: tuple[Counted, ...]
    choices: tuple[Choice, ...]
    unmoved: int
    """Other choices that change nobody's answer."""
    factors: tuple[tuple[Words, int], ...]
    combinations: int
    caveats: tuple[Words, ...]
    fifth: int
    complete: int

    @property
    def uncertain(self) -> int:
        return sum(place.need == NeedClass.UNCERTAIN for place in self.places)


def read(assessment: Assessment) -> Reading:
    """Areas by name."""
    result = assessment.facts
    names = {area["code"]: area["name"] for area in result["areas"]}
    choices = result["sensitivity"]["choices"]
    titles = {one["id"]: one["title"] or one["id"] for one in result["indicators"]}
    places = [_place(area, result["complete"]) for area in result["areas"]]
    return Reading(
        places=tuple(sorted(places, key=lambda place: place.name)),
        counted=tuple(_counted(result, assessment.sources)),
        choices=tuple(_choice(one, titles, names) for one in choices if one["changed"]),
        unmoved=sum(not one["changed"] for one in choices),
        factors=tuple(
            (FACTORS[name], round(100 * share))
            for name, share in result["sensitivity"]["first_order"].items()
        ),
        combinations=result["sensitivity"]["combinations"],
        caveats=tuple(Caveat(name).label for name in result["caveats"]),
        fifth=result["fifth"],
        complete=result["complete"],
    )


def _place(area: Mapping[str, Any], complete: int) -> Place:
    need = NeedClass(area["class"])
    known = area["chance"] is not None
    middle, low, high = (
        FIFTHS[_fifth(area[name], complete)] if known else ""
        for name in ("place", "place_from", "place_to")
    )
    return Place(
        code=area["code"],
        name=area["name"],
        need=need,
        tone=TONES.get(need, "neutral"),
        chance=_of_a_hundred(area["chance"], need) if known else None,
        middle=middle,
        low=low,
        high=high,
        flips=round(100 * area["flips"]) if known else None,
        way=_way(area["place"], complete) if known else None,
        way_from=_way(area["place_from"], complete) if known else None,
        way_to=_way(area["place_to"], complete) if known else None,
    )


def _way(place: float, complete: int) -> float:
    return WHOLE * (place - 0.5) / complete


def _of_a_hundred(chance: float, need: NeedClass) -> int:
    """Rounded, but never to where another answer begins."""
    rounded = round(100 * chance)
    return min(max(rounded, 21), 79) if need == NeedClass.UNCERTAIN else rounded


def _fifth(place: float, complete: int) -> int:
    return min(max(ceil(place * len(FIFTHS) / complete), 1), len(FIFTHS)) - 1


def _counted(result: Mapping[str, Any], sources: Mapping[str, Any]) -> Iterable[Counted]:
    people: dict[str, int] = defaultdict(int)
    for cell in result["counts"]:
        people[cell["indicator"]] += cell["people"]
    for one in result["indicators"]:
        reference = one["reference"]
        fixed = reference["year"] if reference and reference["year"] else None
        source = sources.get(one["id"]) or sources.get("") or {}
        yield Counted(
            title=one["title"] or one["id"],
            domain=domain_in_words(one["domain"]),
            kind=Kind(one["kind"]).label,
            more_is_need=one["direction"] == "more",
            year=fixed,
            mean=reference["mean"] if fixed else None,
            people=people.get(one["id"]),
            source=source.get("source", ""),
            date=source.get("date", ""),
        )


def domain_in_words(domain: str) -> Words:
    """The city's own word where a file names a theme of its own."""
    return Domain(domain).label if domain in Domain.values else domain


def _choice(one: Mapping[str, Any], titles: Mapping[str, str], names: Mapping[str, str]) -> Choice:
    detail = one["detail"]
    words, of = DETAILS.get(detail, ""), ""
    if one["factor"] == "left_out":
        words, of = pgettext_lazy("another choice", "Leaving out"), titles.get(detail, detail)
    elif one["factor"] == "weights":
        words = _("Letting one theme count twice:")
        of = str(domain_in_words(detail))
    return Choice(words, of, tuple(sorted(names[code] for code in one["changed"])))


def drawn(places: Sequence[Place]) -> RangeChart | None:
    """Where each lies on the way from most need to least, with its interval; by name.

    The page says in words what its two ends are: marks would be numbers beside the chances.
    """
    chart = range_chart(
        [
            Measure(
                name=place.name,
                value=place.way,
                text=str(place.chance_by_itself),
                low=place.way_from,
                high=place.way_to,
            )
            for place in places
        ],
        one_scale=True,
        also=(0, WHOLE),
    )
    return replace(chart, marks=(), height=chart.foot) if chart else None


def own_levels(assessment: Assessment, code: str) -> RangeChart | None:
    """Each figure of one area, smoothed, beside the country in its reference year; for staff."""
    result = assessment.facts
    counted = {cell["indicator"] for cell in result["counts"]}
    [levels] = [area["levels"] for area in result["areas"] if area["code"] == code]
    return range_chart(
        [_level(one, levels[one["id"]], one["id"] in counted) for one in result["indicators"]]
    )


def _level(one: Mapping[str, Any], level: Mapping[str, Any], counted: bool) -> Measure:
    name = one["title"] or one["id"]
    reference = one["reference"]
    if level["median"] is None:
        return Measure(name=name, value=None)
    in_words = share if counted else decimal
    return Measure(
        name=name,
        value=level["median"],
        text=in_words(level["median"], 1),
        low=level["low"],
        high=level["high"],
        span=f"{in_words(level['low'], 1)}–{in_words(level['high'], 1)}",
        country=reference["mean"] if reference and reference["year"] else None,
    )
