"""Whether the pages that list concerns take longer where a city has many.

    .venv/bin/python benchmarks/inbox.py [--database sqlite] [--many 200000] [--plans]

First few concerns, then many, in three ways to grow: every kind alike, only finished ones, and
only what colleagues hold. The number of queries must stay the same and the time must not grow by
more than half. `page` is the whole page, `database` what it asks of the database and nothing else.
"""

from __future__ import annotations

import sys
from typing import Any

from city import database, inside, machine, new_city, on_databases, parser

FEW = 1000
MOST_TIMES = 1.5
ROUNDS = 6
WAYS = {
    "alike": "every kind grows",
    "finished": "only finished ones grow",
    "others": "only what colleagues hold grows",
}


def main() -> int:
    wishes = parser(__doc__)
    wishes.add_argument("--many", type=int, default=200_000)
    wishes.add_argument("--ways", choices=WAYS, nargs="+", default=list(WAYS))
    wishes.add_argument("--plans", action="store_true", help="show the database's plans")
    asked = wishes.parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    return max(compare(way, asked.many, plans=asked.plans) for way in asked.ways)


def compare(way: str, many: int, *, plans: bool) -> int:
    with new_city() as small, new_city() as large:
        for city in (small, large):
            inside(city, "fill", str(FEW), "alike")
        inside(large, "fill", str(many), way)
        if plans:
            inside(large, "pages", "plans")
        # In turns, so that whatever else the machine does meets both.
        rounds = [(inside(small, "pages"), inside(large, "pages")) for _ in range(ROUNDS)]
        print(f"\n{database()}, {WAYS[way]} from {FEW} to {many}: {machine(large)}")
    few, lots = (least(list(one)) for one in zip(*rounds, strict=True))
    return show(few, lots)


def least(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The fastest of several rounds, number by number."""
    return {
        page: {what: min(one[page][what] for one in rounds) for what in rounds[0][page]}
        for page in rounds[0]
    }


def show(few: dict[str, Any], lots: dict[str, Any]) -> int:
    print(f"{'':<14}{'queries':>12}{'page ms':>18}{'times':>7}{'database ms':>18}{'times':>7}")
    good = True
    for name, before in few.items():
        after = lots[name]
        times = after["page"] / before["page"]
        print(
            f"{name:<14}{before['queries']:>6}{after['queries']:>6}"
            f"{before['page']:>9.1f}{after['page']:>9.1f}{times:>7.2f}"
            f"{before['database']:>9.2f}{after['database']:>9.2f}"
            f"{after['database'] / before['database']:>7.2f}"
        )
        good = good and before["queries"] == after["queries"] and times <= MOST_TIMES
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
