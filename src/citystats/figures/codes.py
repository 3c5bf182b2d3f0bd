"""Areas whose codes change: one series over old and new codes.

Counts are added by weight. A share is made anew from its numerators and denominators and never
averaged: 10 % of a hundred and 20 % of a thousand are 19 % of the two together, and not 15 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_STEPS = 20


class CodesError(ValueError):
    """Changes that cannot be; a sentence that names the codes."""


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
    """

    old: str
    new: str
    year: int
    weight: float = 1.0


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


def by_new_code(changes: Iterable[CodeChange]) -> Changes:
    """The changes, checked.

    Raises
    ------
    CodesError
        For a weight outside (0, 1], for parts of one area that come to more than the whole, and for
        codes that lead back to themselves.
    """
    found: dict[str, list[CodeChange]] = {}
    given: dict[tuple[str, int], float] = {}
    for change in changes:
        if not 0 < change.weight <= 1:
            raise CodesError(f"{change.old} to {change.new} has the weight {change.weight:g}.")
        key = change.old, change.year
        given[key] = given.get(key, 0.0) + change.weight
        if given[key] > 1 + 1e-9:
            raise CodesError(f"the parts of {change.old} come to more than the whole.")
        found.setdefault(change.new, []).append(change)
    for code in found:
        codes_before(code, found)
    return found


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
    raise CodesError(f"the codes before {code} lead back to themselves.")


def joined(
    code: str, values: Mapping[str, Counted], changes: Changes, *, scale: float | None = None
) -> Counted | None:
    """The area's figure of one period: its own, else made from the areas it came from.

    Parameters
    ----------
    values : mapping from code to figure
        All of one period.
    scale : float, optional
        For a share: 1 between 0 and 1, 100 for per cent, 1,000 for per mille. Without it, a count.

    Returns
    -------
    Counted or None
        None where neither the area nor those it came from had a figure. Its value is None where a
        part's is, or where a share has nothing to be made from.
    """
    if code in values:
        return values[code]
    before = changes.get(code, ())
    if not before:
        return None
    found = [(joined(change.old, values, changes, scale=scale), change.weight) for change in before]
    told = [(figure, weight) for figure, weight in found if figure is not None]
    if not told:
        return None
    whole = all(figure.whole and weight > 1 - 1e-9 for figure, weight in told)
    if len(found) == 1 and whole:
        return told[0][0]
    complete = len(told) == len(found)
    numerator = _sum([(figure.numerator, weight) for figure, weight in told], complete)
    denominator = _sum([(figure.denominator, weight) for figure, weight in told], complete)
    if scale is None:
        value = _sum([(figure.value, weight) for figure, weight in told], complete)
    else:
        value = scale * numerator / denominator if numerator is not None and denominator else None
    return Counted(value, numerator, denominator, whole)


def _sum(found: Sequence[tuple[float | None, float]], complete: bool) -> float | None:
    values = [value * weight for value, weight in found if value is not None]
    return sum(values) if complete and len(values) == len(found) else None
