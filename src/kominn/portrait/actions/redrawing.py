"""What a file of areas would change, told before anything is.

An area of the file is one of ours where it bears its code, or where the two outlines are, for the
most part, the same. All others are new, and those of ours that are in the file no more have ended;
who took over follows from the outlines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from citystats.overlaps import Effort, TooIntricate, area_of, shared_area
from kominn.portrait.actions.outlines import AreasError, DrawnArea, too_intricate
from kominn.portrait.models import Area

SAME_PLACE = 0.7
"""Of both outlines, this much must be common for an area with another code to be the same place."""
SAME_NAME = 0.4
"""This much, where its name is the same too."""
INHERITS = 0.05
"""Below this share of the old area, a strip along the border is no inheritance."""
WITHIN = 0.8
"""A part lies within the old area where this much of the part does."""
UNMOVED = 0.999
MOST_STEPS = 20_000_000
"""Of laying a file over our areas: some seconds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that stays, and what the file says anew of it."""

    area: Area
    entry: DrawnArea
    common: float | None
    """How much of both outlines is the same; None where there was none before."""

    @property
    def recoded(self) -> bool:
        return self.area.code != self.entry.code

    @property
    def renamed(self) -> bool:
        return bool(self.entry.name) and self.area.name != self.entry.name

    @property
    def redrawn(self) -> bool:
        return self.common is None or self.common < UNMOVED

    @property
    def recounted(self) -> bool:
        return self.entry.population not in (None, self.area.population)

    @property
    def changed(self) -> bool:
        """Also a border that moved by a step or two is kept as it now is."""
        redrawn = self.area.outline != self.entry.outline.geometry
        return self.recoded or self.renamed or self.recounted or redrawn

    @property
    def elsewhere(self) -> bool:
        """Its code is the same, but hardly its place."""
        return self.common is not None and self.common < 0.5

    @property
    def common_percent(self) -> int:
        return round(100 * (self.common or 0))


@dataclass(frozen=True, slots=True)
class New:
    """A place that is not here yet, with those of ours on whose ground it lies."""

    entry: DrawnArea
    sources: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A place that is in the file no more; by code, what share of its residents each heir gets."""

    area: Area
    heirs: tuple[tuple[DrawnArea, float], ...]

    @property
    def was_split(self) -> bool:
        return len(self.heirs) > 1


@dataclass(frozen=True)
class Redrawing:
    """The difference between our areas and a file."""

    kept: tuple[Kept, ...]
    new: tuple[New, ...]
    ended: tuple[Ended, ...]

    @property
    def changed(self) -> tuple[Kept, ...]:
        return tuple(one for one in self.kept if one.changed)

    @property
    def unchanged(self) -> int:
        return len(self.kept) - len(self.changed)

    @property
    def same_codes(self) -> bool:
        return not (self.new or self.ended or any(one.recoded for one in self.kept))

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.ended or self.changed)

    @cached_property
    def mark(self) -> str:
        """Tells whether this is still the difference that somebody looked at."""
        told: list[Any] = [
            [(k.area.pk, k.area.code, k.area.name, k.area.population, k.entry.code, k.common)
             for k in self.kept],
            [(n.entry.code, [area.pk for area in n.sources]) for n in self.new],
            [(e.area.pk, [(h.code, share) for h, share in e.heirs]) for e in self.ended],
        ]  # fmt: skip
        return sha256(repr(told).encode()).hexdigest()[:16]


def redrawing_of(drawn: Sequence[DrawnArea], areas: Sequence[Area]) -> Redrawing:
    """What becomes of our areas when the file holds; an `AreasError` where it is not about them."""
    common = _Common(drawn, areas)
    by_code = {area.code: area for area in areas}
    found = {entry.code: by_code[entry.code] for entry in drawn if entry.code in by_code}
    codes = set(found)
    left = [area for area in areas if area.code not in codes]
    found |= _same_places([entry for entry in drawn if entry.code not in codes], left, common)
    staying = {area.pk for area in found.values()}
    new = [entry for entry in drawn if entry.code not in found]
    ended = tuple(
        Ended(area, _heirs(area, drawn, common)) for area in areas if area.pk not in staying
    )
    if areas and not found and not any(one.heirs for one in ended):
        raise AreasError(
            "no area of the file is one of ours, by code, name or outline. It may be another "
            "municipality’s."
        )
    _refuse_bare(new)
    return Redrawing(
        kept=tuple(
            Kept(found[entry.code], entry, common.least(entry, found[entry.code]))
            for entry in drawn
            if entry.code in found
        ),
        new=tuple(
            New(entry, tuple(a for a in areas if common.of_old(entry, a) >= INHERITS))
            for entry in new
        ),
        ended=ended,
    )


class _Common:
    """How much an area of the file and one of ours share, each worked out once."""

    def __init__(self, drawn: Iterable[DrawnArea], areas: Iterable[Area]) -> None:
        self._sizes = {("new", one.code): area_of(one.outline.geometry) for one in drawn}
        self._sizes |= {("old", one.code): area_of(one.outline) for one in areas if one.outline}
        self._shared: dict[tuple[str, str], float] = {}
        self._effort = Effort(MOST_STEPS)

    def shared(self, entry: DrawnArea, area: Area) -> float:
        if not area.outline or _apart(entry.outline.bounds, area.bounds):
            return 0.0
        key = entry.code, area.code
        if key not in self._shared:
            same = entry.outline.geometry == area.outline
            try:
                self._shared[key] = (
                    self._sizes["new", entry.code]
                    if same
                    else shared_area(entry.outline.geometry, area.outline, effort=self._effort)
                )
            except TooIntricate:
                raise too_intricate(entry.outline.feature) from None
        return self._shared[key]

    def of_new(self, entry: DrawnArea, area: Area) -> float:
        return self.shared(entry, area) / self._sizes["new", entry.code]

    def of_old(self, entry: DrawnArea, area: Area) -> float:
        size = self._sizes.get(("old", area.code), 0.0)
        return self.shared(entry, area) / size if size else 0.0

    def least(self, entry: DrawnArea, area: Area) -> float | None:
        return min(self.of_new(entry, area), self.of_old(entry, area)) if area.outline else None


def _apart(one: Sequence[float], other: Sequence[float] | None) -> bool:
    """Whether the boxes around two outlines have nothing in common."""
    if not other:
        return False
    west, south, east, north = one
    return west >= other[2] or east <= other[0] or south >= other[3] or north <= other[1]


def _same_places(
    entries: Sequence[DrawnArea], areas: Sequence[Area], common: _Common
) -> dict[str, Area]:
    """By their new codes; the pairs that have most in common are found first."""
    pairs = []
    for entry in entries:
        for area in areas:
            named = bool(entry.name) and entry.name.casefold() == area.name.casefold()
            least = common.least(entry, area)
            if least is None:
                least = 1.0 if named else 0.0
            if least >= (SAME_NAME if named else SAME_PLACE):
                pairs.append((least + named, entry.code, area))
    found: dict[str, Area] = {}
    taken: set[int] = set()
    for _, code, area in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2].pk)):
        if code not in found and area.pk not in taken:
            found[code] = area
            taken.add(area.pk)
    return found


def _heirs(
    area: Area, drawn: Sequence[DrawnArea], common: _Common
) -> tuple[tuple[DrawnArea, float], ...]:
    """By residents where each part lies within the old area and says how many live there, else by
    how much of its ground each took over."""
    heirs = [entry for entry in drawn if common.of_old(entry, area) >= INHERITS]
    if len(heirs) == 1:
        return ((heirs[0], 1.0),)
    within = all(common.of_new(entry, area) >= WITHIN for entry in heirs)
    residents = {entry.code: entry.population or 0 for entry in heirs}
    weigh: Mapping[str, float] = (
        residents
        if within and all(residents.values())
        else {entry.code: common.of_old(entry, area) for entry in heirs}
    )
    whole = sum(weigh.values())
    return tuple((entry, round(weigh[entry.code] / whole, 6)) for entry in heirs)


def _refuse_bare(new: Iterable[DrawnArea]) -> None:
    for entry in new:
        if not entry.name or entry.population is None:
            raise AreasError(
                "is a new area: it needs a name and a number of residents.", entry.outline.feature
            )
