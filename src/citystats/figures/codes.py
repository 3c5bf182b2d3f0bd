"""Areas whose codes change: one series over old and new codes.

Counts are added by weight. A share is made anew from its numerators and denominators and never
averaged: 10 % of a hundred and 20 % of a thousand are 19 % of the two together, and not 15 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from citystats.figures.faults import Fault, FiguresError

MOST_STEPS = 20


class CodesError(FiguresError):
    """Changes that cannot be; it names the codes."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """An area's code ends and another's begins.

    Attributes
    ----------
    old, new : str
    year : int
        The first year in which `new` is used.
    weight : float
        Above 0 and at most 1: the share of the old area's residents who live in the new one.
    first_year : int, optional
        The first year in which `old` was used. Where it is known, figures of earlier years are
        not looked for under `old`, unless other codes came before it.
    new_since : int, optional
        The first year of `new`, where it was in use before: an area that others were joined to.
    """

    old: str
    new: str
    year: int
    weight: float = 1.0
    first_year: int | None = None
    new_since: int | None = None

    def covers(self, year: int) -> bool:
        return year < self.year and (self.first_year is None or self.first_year <= year)

    def is_beside(self, year: int) -> bool:
        """Whether both codes were in use that year, for different people."""
        if self.new_since is None or self.first_year is None or not self.covers(year):
            return False
        return self.new_since < year or (self.new_since == year and year + 1 < self.year)


@dataclass(frozen=True, slots=True)
class Counted:
    """An area's figure of one period.

    Attributes
    ----------
    value : float or None
    numerator, denominator : float or None
        What a share was made from, where the publisher says so.
    whole : bool
        False where an area was split by weight on the way: then it is an estimate and must say so.
    """

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    whole: bool = True


Changes = Mapping[str, Sequence[CodeChange]]
"""By the new code."""


def as_written_elsewhere(code: str) -> str:
    """`3909` for `K-3909`, as Statistics Norway writes a municipality added up over its codes."""
    plain = code.removeprefix("K-")
    return plain if len(plain) == 4 and plain.isdecimal() else code


def by_new_code(changes: Iterable[CodeChange]) -> Changes:
    """The changes, checked.

    Raises
    ------
    CodesError
        For a weight outside (0, 1], for parts of one area that come to more than the whole, for
        codes that lead back to themselves, and for one that is in another twice.
    """
    found: dict[str, list[CodeChange]] = {}
    given: dict[tuple[str, int], float] = {}
    for change in changes:
        if not 0 < change.weight <= 1:
            raise CodesError(
                Fault.WEIGHT_BEYOND, old=change.old, new=change.new, weight=change.weight
            )
        key = change.old, change.year
        given[key] = given.get(key, 0.0) + change.weight
        if given[key] > 1 + 1e-9:
            raise CodesError(Fault.PARTS_BEYOND, old=change.old)
        found.setdefault(change.new, []).append(change)
    for code in found:
        codes_before(code, found)
    _refuse_two_ways(found)
    return found


def _refuse_two_ways(changes: Changes) -> None:
    """An old area that is in a new one both straight and by codes between would count twice."""
    known: dict[str, dict[str, float]] = {}

    def shares(code: str) -> dict[str, float]:
        if code not in known:
            found: dict[str, float] = {}
            for change in changes.get(code, ()):
                found[change.old] = found.get(change.old, 0.0) + change.weight
                for before, share in shares(change.old).items():
                    found[before] = found.get(before, 0.0) + share * change.weight
            known[code] = found
        return known[code]

    for code in changes:
        for old, share in shares(code).items():
            if share > 1 + 1e-6:
                raise CodesError(Fault.TWO_WAYS, old=old, new=code)


def codes_before(code: str, changes: Changes) -> frozenset[str]:
    """The area's own code and all from which it came."""
    found, edge = {code}, {code}
    for _ in range(MOST_STEPS):
        edge = {change.old for new in edge for change in changes.get(new, ())}
        if not edge:
            return frozenset(found)
        if code in edge:
            break
        found |= edge
    raise CodesError(Fault.IN_A_CIRCLE, code=code)


def joined(
    code: str,
    values: Mapping[str, Counted],
    changes: Changes,
    *,
    scale: float | None = None,
    year: int | None = None,
) -> Counted | None:
    """The area's figure of one period: its own, else made from the areas it came from.

    Parameters
    ----------
    values : mapping from code to figure
        All of one period.
    scale : float, optional
        For a share: 1 between 0 and 1, 100 for per cent, 1,000 for per mille. Without it, a count.
    year : int, optional
        The period's year, by which the codes of that year are chosen where changes say theirs.

    Returns
    -------
    Counted or None
        None where neither the area nor those it came from had a figure. Its value is None where a
        part's is, or where a share has nothing to be made from.
    """
    return _joined(code, values, changes, scale, year, {})


def _joined(
    code: str,
    values: Mapping[str, Counted],
    changes: Changes,
    scale: float | None,
    year: int | None,
    known: dict[str, Counted | None],
) -> Counted | None:
    """`known` are areas that were asked for already: many ways may lead to one."""
    if code not in known:
        known[code] = _made(code, values, changes, scale, year, known)
    return known[code]


def _made(
    code: str,
    values: Mapping[str, Counted],
    changes: Changes,
    scale: float | None,
    year: int | None,
    known: dict[str, Counted | None],
) -> Counted | None:
    if code in values:
        beside = [
            change
            for change in changes.get(code, ())
            if year is not None and change.is_beside(year) and change.old in values
        ]
        own = values[code]
        if not beside:
            return own
        return _together([(own, 1.0), *((values[c.old], c.weight) for c in beside)], scale)
    before = _of_the_year(changes.get(code, ()), values, changes, year)
    if not before:
        return None
    found = [
        (_joined(change.old, values, changes, scale, year, known), change.weight)
        for change in before
    ]
    told = [(figure, weight) for figure, weight in found if figure is not None]
    if not told:
        return None
    whole = all(figure.whole and weight > 1 - 1e-9 for figure, weight in told)
    if len(found) == 1 and whole:
        return told[0][0]
    if len(told) < len(found):
        return Counted(None, whole=whole)
    return _together(told, scale)


def _together(told: Sequence[tuple[Counted, float]], scale: float | None) -> Counted:
    whole = all(figure.whole and weight > 1 - 1e-9 for figure, weight in told)
    numerator = _sum([(figure.numerator, weight) for figure, weight in told])
    denominator = _sum([(figure.denominator, weight) for figure, weight in told])
    if scale is None:
        value = _sum([(figure.value, weight) for figure, weight in told])
    else:
        value = scale * numerator / denominator if numerator is not None and denominator else None
        if value is not None and not isfinite(value):
            value = None
    return Counted(value, numerator, denominator, whole)


def _of_the_year(
    before: Sequence[CodeChange], values: Mapping[str, Counted], changes: Changes, year: int | None
) -> Sequence[CodeChange]:
    """The changes that tell of that year.

    In a year in which one code ended and the next began, publishers use either: the next one's
    figures are taken where they are all there, else those of the one that ended. After the last
    change, figures may still come under the code that ended last.
    """
    if year is None or all(change.first_year is None for change in before):
        return before
    found = [
        change
        for change in before
        if change.covers(year)
        or (change.first_year is not None and year < change.first_year and change.old in changes)
    ]
    begun = [change for change in found if change.first_year == year]
    ended = [change for change in found if change.year == year + 1 and change not in begun]
    if begun and ended:
        left_out = ended if all(change.old in values for change in begun) else begun
        return [change for change in found if change not in left_out]
    if not found:
        last = max((change.year for change in before if change.year <= year), default=None)
        return [change for change in before if change.year == last]
    return found


def _sum(found: Sequence[tuple[float | None, float]]) -> float | None:
    values = [value * weight for value, weight in found if value is not None]
    return sum(values) if len(values) == len(found) else None
