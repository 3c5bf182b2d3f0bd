"""Whether a school can vote in one lesson: 500 slips within a minute, and every vote counted.

    .venv/bin/python benchmarks/ballot.py [--database sqlite] [--slips 500] [--phones 30]

The city is the real one, on loopback. Each slip is what a phone does: the page, the digits, the
ballot and the receipt, over a connection of its own. Afterwards the urn is opened, and must hold
just what was put in.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from json import loads
from pathlib import Path

from city import City, database, inside, machine, on_databases, parser, served_city

MOST_SECONDS = 60


def main() -> int:
    wishes = parser(__doc__)
    wishes.add_argument("--slips", type=int, default=500)
    wishes.add_argument("--phones", type=int, default=30)
    asked = wishes.parse_args()
    if not asked.here:
        return on_databases(__file__, asked.database, sys.argv[1:])
    with served_city() as city:
        print(f"\n{database()}: {machine(city)}")
        codes = inside(city, "announce_vote", str(asked.slips))["codes"]
        return show(city, vote(city, codes, asked.phones), asked.slips)


def vote(city: City, codes: list[str], phones: int) -> list[dict[str, object]]:
    script = str(Path(__file__).parent / "voters.py")
    answer = subprocess.run(
        [sys.executable, script, str(city.port), str(phones)],
        input="\n".join(codes), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [loads(line) for line in answer.stdout.splitlines()]


def show(city: City, lines: list[dict[str, object]], slips: int) -> int:
    began = min(float(str(line["began"])) for line in lines)
    seconds = max(float(str(line["ended"])) for line in lines) - began
    errors = Counter(str(line["error"]) for line in lines if "error" in line)
    given = Counter(str(line["receipt"]) for line in lines if "receipt" in line)
    times = sorted(float(str(line["ended"])) - float(str(line["began"])) for line in lines)
    told = inside(city, "count_vote")
    lost = sum((given - Counter(told["ballots"])).values())
    heads = ("seconds", "a second", "p50 ms", "p95 ms", "errors", "lost")
    print(f"{'slips':>8}", *(f"{head:>10}" for head in heads), sep="")
    p50, p95 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95))
    print(
        f"{slips:>8}{seconds:>10.1f}{slips / seconds:>10.1f}{p50:>10.0f}{p95:>10.0f}"
        f"{sum(errors.values()):>10}{lost:>10}"
    )
    for error, number in errors.items():
        print(f"{'':>8} {number} times {error}")
    print(f"Counted {told['voters']} ballots of {told['spent']} slips in {told['seconds']:.1f} s.")
    whole = not errors and not lost and told["voters"] == slips == told["spent"]
    return 0 if whole and seconds <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
