"""How long the page about the city takes beside 70,000 figures, as a visitor waits for it.

    .venv/bin/python benchmarks/portrait.py [--database sqlite]

Larvik and its story, served as `./kominn serve` does; one visitor after the other.
"""

from __future__ import annotations

import statistics
import sys
import time
import urllib.request

from city import database, inside, machine, new_city, on_databases, parser
from figures import table

MOST_MILLISECONDS = 150.0
PAGES = ("/byen/", "/ar/byen/", "/byen/tall/", "/byen/tall/over-80/")
VISITS = 60
FIRST_ONES = 5
"""Not counted: each process of the server reads its templates once."""


def main() -> int:
    asked = parser(__doc__).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    with new_city() as city:
        inside(city, "figures", given=[{"table": table()}])
        city.start()
        try:
            print(f"{database()}: {machine(city)}")
            middle = [shown(page, city.address) for page in PAGES]
        finally:
            city.stop()
    return 0 if max(middle) <= MOST_MILLISECONDS else 1


def shown(page: str, address: str) -> float:
    times = sorted([visit(address + page) for _ in range(VISITS)][FIRST_ONES:])
    middle, late = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{page}: median {middle:.0f} ms, 95 of 100 within {late:.0f} ms")
    return middle


def visit(address: str) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(address, timeout=30) as answer:
        answer.read()
    return 1000 * (time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
