"""How long a large table of figures takes, from its bytes to figures that are shown.

    .venv/bin/python benchmarks/figures.py [--database sqlite]

Invented counts of 357 municipalities, 22 years and nine ages: 70,686 figures. Taken in once, and
then once more with one of them revised, so that a whole table is held against all that is known.
"""

from __future__ import annotations

import random
import sys

from city import database, inside, machine, new_city, on_databases, parser

MOST_SECONDS = 5.0
MUNICIPALITIES, YEARS, AGES = 357, range(2005, 2027), 9


def main() -> int:
    asked = parser(__doc__).parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    with new_city() as city:
        found = inside(city, "figures", given=[{"table": table()}])
        print(f"{database()}: {machine(city)}")
    print(
        f"{found['figures']} figures in {found['first']:.2f} s; "
        f"with {found['revised']} revised in {found['again']:.2f} s"
    )
    good = found["figures"] == MUNICIPALITIES * len(YEARS) * AGES and found["revised"] == 1
    return 0 if good and max(found["first"], found["again"]) <= MOST_SECONDS else 1


def table() -> str:
    chance = random.Random(1)
    rows = [["Kommune", "År", *(f"alder {age}" for age in range(AGES))]]
    for number in range(MUNICIPALITIES):
        for year in YEARS:
            counts = (str(chance.randint(20, 20_000)) for _ in range(AGES))
            rows.append([str(1000 + number), str(year), *counts])
    return "\n".join(";".join(row) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
