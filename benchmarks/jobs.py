"""What the clock begins, and what reads all there is: how long it takes and how much memory.

    .venv/bin/python benchmarks/jobs.py [--database sqlite] [--many 200000] [--only "a night asks"]

In a city with few concerns and in one with many, where every kind is alike; each in a process of
its own, and undone afterwards. Memory must not grow by more than some megabytes: what looks at
every concern looks at them one after another.
"""

from __future__ import annotations

import sys

from city import inside, on_databases
from few_and_many import asking, both

MOST_MEGABYTES = 60
JOBS = (
    "announce",
    "ask in silence",
    "ask in danger",
    "clear unknown",
    "follow reviews",
    "a night asks",
    "a night erases",
    "publish counts",
    "count",
    "verify the trail",
)


def main() -> int:
    asked = asking(__doc__, ["alike"]).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    good = True
    for way in asked.ways:
        with both(way, asked.many, asked.keep) as cities:
            print(f"{'':<18}{'queries':>14}{'seconds':>18}{'megabytes':>14}")
            for name in asked.only or JOBS:
                few, lots = (inside(city, "job", name) for city in cities)
                print(
                    f"{name:<18}{few['queries']:>7}{lots['queries']:>7}"
                    f"{few['seconds']:>9.3f}{lots['seconds']:>9.3f}"
                    f"{few['megabytes']:>7.0f}{lots['megabytes']:>7.0f}",
                    flush=True,
                )
                good = good and lots["megabytes"] <= MOST_MEGABYTES
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
