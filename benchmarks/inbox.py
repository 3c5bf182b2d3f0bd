"""Whether the pages that list something take longer where a city has many concerns.

    .venv/bin/python benchmarks/inbox.py [--database sqlite] [--many 200000] [--plans]

First few concerns, then many, in three ways to grow: every kind alike, only finished ones, and
only what colleagues hold. The number of queries must stay the same and the time must not grow by
more than half. `page` is the whole page, `database` what it asks of the database and nothing else;
both are the fastest of many times, the least disturbed one.
"""

from __future__ import annotations

import sys

from city import on_databases
from few_and_many import WAYS, Measured, asking, both, in_turns

MOST_TIMES = 1.5


def main() -> int:
    asked = asking(__doc__, list(WAYS)).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    good = True
    for way in asked.ways:
        with both(way, asked.many, asked.keep) as (small, large):
            if asked.plans:
                in_turns(large, large, 1, "pages", "plans", *asked.only)
            good &= show(*in_turns(small, large, asked.rounds, "pages", "", *asked.only))
    return 0 if good else 1


def show(few: Measured, lots: Measured) -> bool:
    print(f"{'':<18}{'queries':>12}{'page ms':>18}{'times':>7}{'database ms':>18}{'times':>7}")
    good = True
    for name, before in few.items():
        after = lots[name]
        page, database = (
            [min(one[what]) for one in (before, after)] for what in ("page", "database")
        )
        times = page[1] / page[0]
        print(
            f"{name:<18}{before['queries']:>6}{after['queries']:>6}"
            f"{page[0]:>9.1f}{page[1]:>9.1f}{times:>7.2f}"
            f"{database[0]:>9.2f}{database[1]:>9.2f}{database[1] / database[0]:>7.2f}"
        )
        good = good and before["queries"] == after["queries"] and times <= MOST_TIMES
    return good


if __name__ == "__main__":
    sys.exit(main())
