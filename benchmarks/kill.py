"""Kill the server and the colleagues' work again and again while reports come in and are worked on.

    .venv/bin/python benchmarks/kill.py [--database sqlite] [--times 50] [--clients 4]

SIGKILL to the whole process group, and to two processes of colleagues who take, assess, decide and
help, at a random moment; then the city is started again, as by a machine that comes back. What was
answered with a receipt must open with it, and each deed that was acknowledged must be there; what
was not may be there or not, but whole: with its key, with its entry in the trail, and the trail
unbroken.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from city import City, database, inside, machine, on_databases, parser, reporters, served_city
from intake import POLICY

SHORTEST, LONGEST = 0.2, 1.5
SEED = 50
COLLEAGUES = 2
SCRIPT = [sys.executable, str(Path(__file__).parent / "colleagues.py")]


def main() -> int:
    wishes = parser(__doc__)
    wishes.add_argument("--times", type=int, default=50)
    wishes.add_argument("--clients", type=int, default=4)
    asked = wishes.parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    moments = random.Random(SEED)
    given: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    broken = unanswered = 0
    with served_city(**POLICY) as city:
        print(f"\n{database()}: {machine(city)}")
        for _ in range(asked.times):
            lines = one_death(city, asked.clients, moments)
            given += [line for line in lines if "receipt" in line]
            done += [line for line in lines if "did" in line]
            unanswered += sum("error" in line for line in lines)
            city.start()
            broken += wrong(colleagues(city, "whole", given=done))
        opened = inside(city, "open", given=given)
        state = inside(city, "sound")
        worked = colleagues(city, "whole", given=done)
    show(asked.times, given, unanswered, opened, state | worked)
    print(f"{'broken after a restart':<28}{broken:>7}")
    return 1 if broken or wrong(worked) or _short(given, done, opened, state) else 0


def one_death(city: City, clients: int, moments: random.Random) -> list[dict[str, Any]]:
    """Reports come in and are worked on, all of it dies, and those who live tell what they got."""
    telling = subprocess.Popen(
        reporters(city, clients, LONGEST + 5), stdout=subprocess.PIPE, text=True
    )
    working = [at_work(city, moments.randrange(10**6)) for _ in range(COLLEAGUES)]
    assert telling.stdout is not None
    told = [telling.stdout.readline()]  # They have begun.
    for colleague in working:
        assert colleague.stdout is not None
        colleague.stdout.readline()
    time.sleep(moments.uniform(SHORTEST, LONGEST))
    for colleague in working:
        colleague.kill()
    city.kill()
    time.sleep(0.2)  # What was answered is written down; then nobody is left to ask.
    telling.terminate()
    told += telling.communicate()[0].splitlines()
    for colleague in working:
        told += _whole_lines(colleague.communicate()[0])
    return [json.loads(line) for line in told]


def _whole_lines(said: str) -> list[str]:
    """The last may have been cut off in the middle: what was not said was not promised."""
    return said.splitlines() if said.endswith("\n") else said.splitlines()[:-1]


def at_work(city: City, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*SCRIPT, "work", str(number)], env=city.environment, stdout=subprocess.PIPE, text=True
    )


def colleagues(city: City, deed: str, *, given: list[dict[str, Any]]) -> dict[str, Any]:
    answer = subprocess.run(
        [*SCRIPT, deed], env=city.environment, check=True, stdout=subprocess.PIPE, text=True,
        input="".join(json.dumps(line) + "\n" for line in given),
    )  # fmt: skip
    heard: dict[str, Any] = json.loads(answer.stdout)
    return heard


def wrong(worked: dict[str, Any]) -> int:
    counted = ("deeds acknowledged", "concerns finished")
    return sum(number for name, number in worked.items() if name not in counted)


def _short(
    given: list[dict[str, Any]],
    done: list[dict[str, Any]],
    opened: dict[str, Any],
    state: dict[str, Any],
) -> bool:
    faults = sum(number for name, number in state.items() if name != "reports")
    return bool(opened["lost"] + faults) or not given or not done


def show(
    times: int,
    given: list[dict[str, Any]],
    unanswered: int,
    opened: dict[str, Any],
    state: dict[str, Any],
) -> None:
    print(f"{'killed':<28}{times:>7} times")
    print(f"{'receipts given':<28}{len(given):>7}")
    print(f"{'of them open':<28}{opened['opened']:>7}")
    print(f"{'lost':<28}{opened['lost']:>7}")
    print(f"{'requests unanswered':<28}{unanswered:>7}")
    for name, number in state.items():
        print(f"{name:<28}{number:>7}")


if __name__ == "__main__":
    sys.exit(main())
