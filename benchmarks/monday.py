"""Whether the Monday page stays quick where a city has many concerns.

    .venv/bin/python benchmarks/monday.py [--database sqlite] [--many 200000] [--plans]

The page of a coordinator, an assessor, one of the intake team who holds concerns, and a leader, in
a city with few concerns and in one with many: assessments, proposals, measures, hand-overs, second
looks, what is joined and what waits for a second reader all grow alike. The number of queries must
stay the same, and 95 of 100 pages must come within the time allowed. The fastest is the one that
whatever else the machine does has disturbed least.
"""

from __future__ import annotations

import statistics
import sys

from city import on_databases
from few_and_many import Measured, asking, both, in_turns

MOST_MILLISECONDS = 200


def main() -> int:
    asked = asking(__doc__, ["alike"]).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    good = True
    for way in asked.ways:
        with both(way, asked.many, asked.keep) as (small, large):
            if asked.plans:
                in_turns(large, large, 1, "monday", "plans", *asked.only)
            good &= show(*in_turns(small, large, asked.rounds, "monday", "", *asked.only))
    return 0 if good else 1


def show(few: Measured, lots: Measured) -> bool:
    heads = ("fastest ms", "median ms", "p95 ms", "database ms")
    print(f"{'':<14}{'queries':>12}", *(f"{head:>18}{'times':>7}" for head in heads), sep="")
    good = True
    for name, before in few.items():
        after = lots[name]
        line = f"{name:<14}{before['queries']:>6}{after['queries']:>6}"
        for what, of in (("page", min), ("page", middle), ("page", late), ("database", min)):
            small, large = of(before[what]), of(after[what])
            line += f"{small:>9.1f}{large:>9.1f}{large / small:>7.2f}"
        print(line)
        good = good and before["queries"] == after["queries"]
        good = good and late(after["page"]) <= MOST_MILLISECONDS
    return good


def middle(times: list[float]) -> float:
    return statistics.median(times)


def late(times: list[float]) -> float:
    """All but five in a hundred come sooner."""
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
