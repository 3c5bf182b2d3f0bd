"""How much memory an idle city takes: PSS of every process, after it has served some pages.

.venv/bin/python benchmarks/memory.py [--database sqlite]
"""

from __future__ import annotations

import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from city import City, database, on_databases, parser, served_city

BARS = {"SQLite": 150.0, "PostgreSQL": 250.0}
PAGES = ("/", "/meld/", "/en/meld/", "/ar/meld/", "/logg-inn/", "/kvittering/")
ROUNDS = 20
CLIENTS = 8
IDLE_SECONDS = 10


def main() -> int:
    asked = parser(__doc__).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    name = database()
    with served_city() as city:
        time.sleep(IDLE_SECONDS)
        fresh = pss(city)
        visit(city)
        time.sleep(IDLE_SECONDS)
        used = pss(city)
    print(f"{name}: {fresh:.0f} MB after the start, {used:.0f} MB idle after {ROUNDS} rounds of")
    print(f"  {' '.join(PAGES)} by {CLIENTS} clients; at most {BARS[name]:.0f} MB is allowed")
    return 0 if max(fresh, used) <= BARS[name] else 1


def visit(city: City) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(get, [f"{city.address}{page}" for page in PAGES * ROUNDS]))


def get(address: str) -> None:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        error.read()


def pss(city: City) -> float:
    """Megabytes of the whole family, a line for each process."""
    found = city.megabytes()
    for pid, own in found.items():
        print(f"    process {pid}: {own:.1f} MB")
    return sum(found.values())


if __name__ == "__main__":
    sys.exit(main())
