"""Small areas and need for support: beside what R published, calibrated, and how long a town takes.

.venv/bin/python benchmarks/smallarea.py

What the R package `sae` gave stands in tests/citystats/smallarea/milk.py. Simulation-based
calibration draws spread, likeness, level and areas from the prior; a true share's place among the
draws must then be uniform. The long run is here, a short one in the tests.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from scipy.special import expit
from scipy.stats import kstest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.citystats.smallarea import milk  # noqa: E402
from tests.citystats.smallarea.maps import grid  # noqa: E402

from citystats.composite.assess import Assessment, assess  # noqa: E402
from citystats.composite.indicators import Indicator, Reference  # noqa: E402
from citystats.composite.terms import Direction, Kind, NeedClass  # noqa: E402
from citystats.composite.towns import Area, Count, Town  # noqa: E402
from citystats.smallarea.bym2 import smooth_counts  # noqa: E402
from citystats.smallarea.fay_herriot import fay_herriot  # noqa: E402
from citystats.smallarea.neighbours import likeness  # noqa: E402
from citystats.smallarea.priors import Priors, distances  # noqa: E402
from citystats.smallarea.terms import Estimator  # noqa: E402

TOWNS = 600
SECONDS_FOR_A_TOWN = 20.0


def main() -> int:
    good = beside_r()
    print(
        f"\n{'calibration, 20 areas':<34}"
        f"{'least p':>9}{'in 80 %':>9}{'in 95 %':>9}{'effective':>11}"
    )
    for people in (8, 60, 400):
        least, four_fifths, most, effective = calibrated(people)
        print(
            f"{f'{people} people, {TOWNS} towns':<34}"
            f"{least:9.3f}{four_fifths:9.3f}{most:9.3f}{effective:11.0%}"
        )
        good &= least > 0.001 and abs(four_fifths - 0.8) < 0.03 and abs(most - 0.95) < 0.02
    seconds, found = a_town()
    kinds = [kind.value for kind in found.need.classes]
    said = ", ".join(f"{kinds.count(kind.value)} {kind.value}" for kind in NeedClass)
    print(f"\n30 areas, 12 indicators, {found.draws} draws: {seconds:.1f} s; {said}")
    main_effects = found.sensitivity.first_order.items()
    print(
        "of what other choices change: " + ", ".join(f"{f.value} {s:.0%}" for f, s in main_effects)
    )
    return 0 if good and seconds <= SECONDS_FOR_A_TOWN else 1


def beside_r() -> bool:
    print(f"{'milk, 43 areas, beside R sae':<34}{'estimates':>12}{'errors':>12}")
    good = True
    for name, published in milk.ESTIMATES.items():
        ours = fay_herriot(milk.MEANS, milk.ERRORS**2, milk.COVARIATES, estimator=Estimator[name])
        estimates = float(np.abs(ours.estimates - published).max())
        errors = float(np.abs(ours.mse / milk.MSE[name] - 1).max())
        print(f"{name.lower():<34}{estimates:12.1e}{errors:12.1e}")
        good &= estimates < 2e-6 and errors < 1e-5
    return good


def calibrated(people: int) -> tuple[float, float, float, float]:
    drawn, priors = grid(4, 5), Priors(level=-2.5, level_spread=1.0)
    lengths, axes = np.linalg.eigh(likeness(drawn))
    root = axes * np.sqrt(np.maximum(lengths, 0))
    shares = np.linspace(1e-6, 1 - 1e-6, 20_001)
    away = distances(shares, lengths)
    rate = -np.log(1 - priors.share_chance) / distances(np.array([priors.share]), lengths)[0]
    rng = np.random.default_rng(people)
    asked = np.full(20, people)
    asked[0], asked[1] = 0, 5 * people
    places, effective = [], []
    for _ in range(TOWNS):
        alike = np.interp(rng.exponential(1 / rate), away, shares)
        own = np.sqrt(1 - alike) * rng.normal(size=20)
        spread = rng.exponential(1 / priors.rate)
        level = priors.level + priors.level_spread * rng.normal()
        truth = expit(level + spread * (own + np.sqrt(alike) * root @ rng.normal(size=20)))
        found = smooth_counts(
            rng.binomial(asked, truth), asked, drawn, rng=rng, draws=400, priors=priors
        )
        places.append((found.draws < truth).mean(axis=0))
        effective.append(found.effective / 400)
    among = np.array(places)
    least = min(kstest(among[:, area], "uniform").pvalue for area in (0, 1, 2, 7, 19))
    inside = [float(np.mean(np.abs(among - 0.5) < level / 2)) for level in (0.8, 0.95)]
    return float(least), inside[0], inside[1], float(np.median(effective))


def a_town() -> tuple[float, Assessment]:
    rng = np.random.default_rng(1)
    areas = [Area(f"z{number:02}", f"Sone {number}") for number in range(30)]
    borders = [(areas[a].code, areas[b].code) for a, b in grid(5, 6).pairs]
    reference = Reference(2019, 0.15, 0.05)
    indicators = [
        Indicator(f"i{n:02}", "", f"domain {n % 4}", Kind.INCOME, Direction.MORE, reference)
        for n in range(12)
    ]
    seen = {}
    for area in areas:
        base = rng.normal()
        for indicator in indicators:
            people = int(rng.integers(80, 600))
            share = expit(-1.7 + 0.25 * base + 0.25 * rng.normal())
            seen[area.code, indicator.id] = Count(int(rng.binomial(people, share)), people)
    town = Town.of(areas, borders, indicators, seen)
    begun = time.perf_counter()
    found = assess(town, seed=1)
    return time.perf_counter() - begun, found


if __name__ == "__main__":
    sys.exit(main())
