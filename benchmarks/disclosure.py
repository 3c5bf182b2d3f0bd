"""Small counts protected: ours beside two published R packages, on one invented table.

.venv/bin/python benchmarks/disclosure.py

What the packages gave (GaussSuppression 1.0.0, SmallCountRounding 1.1.0, R 4.2.2) stands in
tests/citystats/disclosure/published.py. Their times are not known here; ours are.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.citystats.disclosure.published import (  # noqa: E402
    BELOW_4,
    COUNTS,
    ONE_AND_TWO,
    shown_by_the_tool,
)

from citystats.disclosure.attack import with_totals  # noqa: E402
from citystats.disclosure.rounding import round_counts  # noqa: E402
from citystats.disclosure.suppression import Suppressed, suppress  # noqa: E402
from citystats.disclosure.terms import Which, Zeros  # noqa: E402

DRAWS = 200
SECONDS_FOR_A_CITY = 5.0


def main() -> int:
    print(f"{'left out, of 54 numbers':<42}{'hidden':>7}{'narrowed':>9}{'seconds':>9}")
    good = True
    for name, threshold, zeros, drawn in (
        ("below 4, zeros too", 4, Zeros.HIDDEN, BELOW_4),
        ("1 and 2, zeros shown", 3, Zeros.SHOWN, ONE_AND_TWO),
    ):
        theirs = Suppressed(shown_by_the_tool(drawn), 0, 0, threshold, zeros)
        begun = time.perf_counter()
        ours = suppress(COUNTS, threshold=threshold, zeros=zeros)
        took = time.perf_counter() - begun
        print(f"{name + ': GaussSuppression':<42}{told(theirs)}{'-':>9}")
        print(f"{name + ': ours':<42}{told(ours)}{took:9.2f}")
        good &= not narrowed(ours) and ours.hidden.sum() <= theirs.hidden.sum() + 1
    print(f"\n{'rounded to base 3':<34}{'largest':>8}{'mean change':>12}{'total 95 is':>12}")
    print(f"{'SmallCountRounding':<34}{2:>8}{0.48:>12}{94:>12}")
    for which in Which:
        largest, mean, totals = rounded(which)
        spread = f"{min(totals)}-{max(totals)}"
        print(f"{f'ours, {which.value}, {DRAWS} draws':<34}{largest:>8}{mean:>12.2f}{spread:>12}")
        good &= largest <= 2
    seconds, whole = a_city()
    print(
        f"\n17 areas x 12 themes, {whole.n} cells: {whole.hidden.sum()} left out, {seconds:.2f} s"
    )
    return 0 if good and seconds <= SECONDS_FOR_A_CITY else 1


def told(kept: Suppressed) -> str:
    return f"{kept.hidden.sum():>7}{narrowed(kept):>9}"


def narrowed(kept: Suppressed) -> int:
    """Small numbers that a reader who adds and subtracts knows closer than the rule says."""
    return int(kept.ranges().narrows(kept.threshold, kept.floor).sum())


def rounded(which: Which) -> tuple[int, float, list[int]]:
    changes, totals = [], []
    for seed in range(DRAWS):
        shown = round_counts(COUNTS.tolist(), base=3, rng=Random(seed), which=which)
        changes.append(np.abs(with_totals(np.array(shown.counts)) - with_totals(COUNTS)))
        totals.append(shown.total)
    return int(np.max(changes)), float(np.mean(changes)), totals


def a_city() -> tuple[float, Suppressed]:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(1, 6, size=(17, 1)) * rng.gamma(1, 1, size=(1, 12)))
    begun = time.perf_counter()
    kept = suppress(counts)
    return time.perf_counter() - begun, kept


if __name__ == "__main__":
    sys.exit(main())
