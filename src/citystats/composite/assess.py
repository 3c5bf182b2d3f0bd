"""A town's need for support, from what was counted to what may be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from citystats.composite.indicators import Indicator
from citystats.composite.need import MIDDLE, Need, places_of
from citystats.composite.scores import composite, domain_means, own_reference, standings
from citystats.composite.sensitivity import Sensitivity, sensitivity
from citystats.composite.terms import Aggregation, Caveat, Floats, Normalisation
from citystats.composite.towns import FEW_PEOPLE, Area, Count, Rate, Town
from citystats.smallarea.bym2 import smooth_counts
from citystats.smallarea.hierarchical import draw_areas
from citystats.smallarea.neighbours import Neighbours
from citystats.smallarea.terms import Caveat as Doubt

DRAWS = 4_000
LEAST_DRAWS, MOST_NUMBERS = 500, 40_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A middle and the ends of an 80 % interval, each of one shape.

    Not a number where nothing is known.
    """

    median: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, draws: Floats) -> Spread:
        """Over the first axis."""
        tail = (1 - MIDDLE) / 2
        ends = np.quantile(draws, [0.5, tail, 1 - tail], axis=0)
        return cls(ends[0], ends[1], ends[2])


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What may be said of a town, for staff; all in the order of codes, ids and domain names.

    Attributes
    ----------
    areas : tuple of Area
    indicators : tuple of Indicator
        Each with the reference that was used.
    domains : tuple of str
    need : Need
        Over the areas.
    levels : Spread
        Of shape (areas, indicators): each indicator smoothed, in its own unit.
    profiles : Spread
        Of shape (areas, domains): standings from 1, most need, to 100.
    sensitivity : Sensitivity
    caveats : tuple of Caveat
    draws, seed : int
    """

    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    domains: tuple[str, ...]
    need: Need
    levels: Spread
    profiles: Spread
    sensitivity: Sensitivity
    caveats: tuple[Caveat, ...]
    draws: int
    seed: int


def assess(
    town: Town,
    *,
    seed: int,
    draws: int = DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> Assessment:
    """Smooth, compare, join, and say how sure one can be.

    Parameters
    ----------
    town : Town
    seed : int
        From 0. The same seed and town give the same answer, in whatever order they were written:
        each indicator draws from a stream of its own.
    draws : int
        From 500; as many as there are numbers for, 40 million in all.
    progress : callable, optional
        Told how many indicators are smoothed, and of how many, after each.

    Returns
    -------
    Assessment

    Raises
    ------
    ValueError
        Where fewer than 5 areas have all domains, an indicator is known in too few areas or is
        the same everywhere without a reference, or there are too few or many draws.

    Notes
    -----
    Counts are smoothed by `smooth_counts`, rates by `draw_areas`. Indicators are drawn
    independently of each other: what is shared is in the data, not in the model.
    """
    if draws < LEAST_DRAWS:
        raise ValueError(f"at least {LEAST_DRAWS} draws are needed, not {draws}")
    if draws * len(town.areas) * len(town.indicators) > MOST_NUMBERS:
        raise ValueError(f"{draws} draws of so many areas and indicators are too many")
    if seed < 0:
        raise ValueError("the seed must be 0 or more")
    values, doubts = _values(town, seed, draws, progress)
    indicators = tuple(
        each if each.reference else replace(each, reference=own_reference(values[..., number]))
        for number, each in enumerate(town.indicators)
    )
    domains, means = domain_means(standings(values, indicators, Normalisation.Z), indicators)
    alike = np.full(len(domains), 1 / len(domains))
    need = places_of(composite(means, alike, Aggregation.GEOMETRIC))
    rng = np.random.default_rng([seed, len(domains)])
    other = sensitivity(values, indicators, fifth=need.fifth, rng=rng)
    return Assessment(
        areas=town.areas,
        indicators=indicators,
        domains=tuple(domains),
        need=need,
        levels=Spread.of(values),
        profiles=Spread.of(means),
        sensitivity=other,
        caveats=tuple(_caveats(town, doubts, other)),
        draws=draws,
        seed=seed,
    )


def _values(
    town: Town, seed: int, draws: int, progress: Callable[[int, int], None] | None
) -> tuple[Floats, set[Doubt]]:
    """Shape (draws, areas, indicators); not a number where nothing was counted."""
    values = np.full((draws, len(town.areas), len(town.indicators)), np.nan)
    doubts: set[Doubt] = set()
    neighbours = Neighbours.of(len(town.areas), town.borders)
    for number, indicator in enumerate(town.indicators):
        rng = np.random.default_rng([seed, *indicator.id.encode()])
        seen = {area: each for (area, known), each in town.seen.items() if known == number}
        counts = {area: each for area, each in seen.items() if isinstance(each, Count)}
        rates = {area: each for area, each in seen.items() if isinstance(each, Rate)}
        try:
            if rates:
                values[:, sorted(rates), number] = _from_rates(rates, rng, draws)
            else:
                drawn, new = _from_counts(counts, neighbours, rng, draws)
                known = sorted(area for area, each in counts.items() if each.people)
                values[:, known, number] = drawn[:, known]
                doubts |= new
        except ValueError as error:
            raise ValueError(f"indicator {indicator.id!r}: {error}") from None
        if progress is not None:
            progress(number + 1, len(town.indicators))
    return values, doubts


def _from_rates(rates: dict[int, Rate], rng: np.random.Generator, draws: int) -> Floats:
    ordered = [rates[area] for area in sorted(rates)]
    estimates = np.array([each.estimate for each in ordered])
    errors = np.array([each.error for each in ordered])
    return draw_areas(estimates, errors**2, rng=rng, draws=draws)


def _from_counts(
    counts: dict[int, Count], neighbours: Neighbours, rng: np.random.Generator, draws: int
) -> tuple[Floats, set[Doubt]]:
    hits, people = np.zeros((2, neighbours.n), dtype=np.int64)
    for area, each in counts.items():
        hits[area], people[area] = each.hits, each.people
    smoothed = smooth_counts(hits, people, neighbours, rng=rng, draws=draws)
    return smoothed.draws, set(smoothed.caveats)


def _caveats(town: Town, doubts: set[Doubt], other: Sensitivity) -> Iterator[Caveat]:
    yield Caveat.FOR_STAFF
    if any(indicator.reference is None for indicator in town.indicators):
        yield Caveat.OWN_REFERENCE
    counts = [each for each in town.seen.values() if isinstance(each, Count)]
    said = sum(isinstance(each, Rate) or each.people > 0 for each in town.seen.values())
    if said < len(town.areas) * len(town.indicators):
        yield Caveat.SOME_MISSING
    if any(0 < each.people < FEW_PEOPLE for each in counts):
        yield Caveat.FEW_PEOPLE
    if Doubt.FEW_EFFECTIVE in doubts:
        yield Caveat.FEW_EFFECTIVE
    if np.nansum(other.opposite) > 0:
        yield Caveat.CHOICES_MATTER
