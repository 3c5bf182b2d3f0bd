"""Kill the server again and again while reports come in; every receipt must open its report.

    .venv/bin/python benchmarks/kill.py [--database sqlite] [--times 50] [--clients 4]

SIGKILL to the whole process group at a random moment, then the city is started again, as by a
machine that comes back. What was answered with a receipt must open with it; what was not may be
there or not, but whole: with its key, with its entry in the trail, and the trail unbroken.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import Any

from city import City, database, inside, machine, on_databases, parser, reporters, served_city
from intake import POLICY

SHORTEST, LONGEST = 0.2, 1.5
SEED = 50


def main() -> int:
    wishes = parser(__doc__)
    wishes.add_argument("--times", type=int, default=50)
    wishes.add_argument("--clients", type=int, default=4)
    asked = wishes.parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    moments = random.Random(SEED)
    given: list[dict[str, Any]] = []
    unanswered = 0
    with served_city(**POLICY) as city:
        print(f"\n{database()}: {machine(city)}")
        for _ in range(asked.times):
            lines = one_death(city, asked.clients, moments.uniform(SHORTEST, LONGEST))
            given += [line for line in lines if "receipt" in line]
            unanswered += sum("error" in line for line in lines)
            city.start()
        opened = inside(city, "open", given=given)
        state = inside(city, "sound")
    return show(asked.times, given, unanswered, opened, state)


def one_death(city: City, clients: int, after: float) -> list[dict[str, Any]]:
    """Reports come in, the server dies, and the reporters tell what they got."""
    telling = subprocess.Popen(
        reporters(city, clients, LONGEST + 1), stdout=subprocess.PIPE, text=True
    )
    assert telling.stdout is not None
    told = [telling.stdout.readline()]  # They have begun.
    time.sleep(after)
    city.kill()
    time.sleep(0.2)  # What was answered is written down; then nobody is left to ask.
    telling.terminate()
    told += telling.communicate()[0].splitlines()
    return [json.loads(line) for line in told]


def show(
    times: int,
    given: list[dict[str, Any]],
    unanswered: int,
    opened: dict[str, Any],
    state: dict[str, Any],
) -> int:
    print(f"{'killed':<28}{times:>7} times")
    print(f"{'receipts given':<28}{len(given):>7}")
    print(f"{'of them open':<28}{opened['opened']:>7}")
    print(f"{'lost':<28}{opened['lost']:>7}")
    print(f"{'requests unanswered':<28}{unanswered:>7}")
    for name, number in state.items():
        print(f"{name:<28}{number:>7}")
    wrong = opened["lost"] + sum(number for name, number in state.items() if name != "reports")
    return 1 if wrong or not given else 0


if __name__ == "__main__":
    sys.exit(main())
