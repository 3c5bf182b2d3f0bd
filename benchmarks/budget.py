"""Shared budgets: ours beside pabutools, the same elections, the same work, the same winners.

.venv/bin/python benchmarks/budget.py [--pabutools PYTHON] [--repeat N]

pabutools (GPL-3, with heavy libraries of its own) is no part of this project. Install it elsewhere
and name that Python; without it, only ours is measured, and the table says so:

    python3 -m venv /tmp/pabutools && /tmp/pabutools/bin/pip install pabutools

Each run is a process of its own, and by turns ours and theirs. Theirs is asked in its fastest mode
(`as_multiprofile`), with the file read and the profile folded before the clock starts; ours, with
the file read. Both begin with the exact share; Add1 ends once nothing else fits, as theirs does.
Memory is the largest a process held, above what it held once its libraries were loaded.
The elections lie beside the project, in ../shared/reference/budget.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT.parent / "shared/reference/budget"

OURS = """
import json, resource, sys, time
from citystats.budget.equal_shares import equal_shares
from citystats.budget.pabulib import read_pabulib
from citystats.budget.terms import Completion, Start, Stop

def held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

path, completion = sys.argv[1:]
before, begun = held(), time.perf_counter()
election = read_pabulib(open(path, "rb").read()).election
read = time.perf_counter()
outcome = equal_shares(
    election, completion=Completion(completion), start=Start.EXACT, stop=Stop.EXHAUSTIVE
)
done = time.perf_counter()
print(json.dumps([sorted(outcome.winners), read - begun, done - read, held() - before]))
"""

THEIRS = """
import json, resource, sys, time
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares

def held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

path, completion = sys.argv[1:]
before, begun = held(), time.perf_counter()
instance, profile = parse_pabulib(path)
profile = profile.as_multiprofile()
read = time.perf_counter()
increment = 1 if completion == "add1" else None
winners = method_of_equal_shares(instance, profile, Cost_Sat, voter_budget_increment=increment)
done = time.perf_counter()
print(json.dumps([sorted(p.name for p in winners), read - begun, done - read, held() - before]))
"""

# Election, completion, how many times faster at least.
WORK = (
    ("Poland_Lodz_2022.pb", "none", 50),
    ("Poland_Swiecie_2023.pb", "add1", 20),
)
MEMORY = 10

Run = tuple[list[str], float, float, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pabutools", metavar="PYTHON", help="a Python that has pabutools")
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    missing = [name for name, _, _ in WORK if not (FILES / name).exists()]
    if missing:
        print(f"No elections to count: {', '.join(missing)} not found in {FILES}.")
        return 1
    theirs = chosen.pabutools
    if theirs is None:
        print("pabutools was not asked (--pabutools PYTHON); ours alone:\n")
    elif not has_pabutools(theirs):
        print(f"{theirs} has no pabutools; install it there with pip.")
        return 1
    print(f"{'':<38}{'read s':>9}{'count s':>10}{'MB':>8}{'winners':>9}")
    good = True
    for name, completion, faster in WORK:
        path = FILES / name
        runs: dict[str, list[Run]] = {"ours": [], "pabutools": []}
        for _ in range(chosen.repeat):
            runs["ours"].append(run([sys.executable, "-c", OURS, str(path), completion]))
            if theirs:
                runs["pabutools"].append(run([theirs, "-c", THEIRS, str(path), completion]))
        for who, found in runs.items():
            if found:
                read, count, memory = medians(found)
                what = f"{path.stem}, {completion}: {who}"
                print(f"{what:<38}{read:9.3f}{count:10.4f}{memory:8.1f}{len(found[0][0]):9}")
        if theirs:
            good &= beside(runs, faster)
    return 0 if good else 1


def has_pabutools(python: str) -> bool:
    try:
        return not subprocess.run([python, "-c", "import pabutools"], check=False).returncode
    except OSError:
        return False


def run(command: list[str]) -> Run:
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    winners, read, count, memory = json.loads(done.stdout)
    return winners, read, count, memory


def medians(runs: list[Run]) -> tuple[float, float, float]:
    _, *columns = zip(*runs, strict=True)
    read, count, memory = map(statistics.median, columns)
    return read, count, memory


def beside(runs: dict[str, list[Run]], faster: int) -> bool:
    same = runs["ours"][0][0] == runs["pabutools"][0][0]
    _, count, memory = medians(runs["ours"])
    _, their_count, their_memory = medians(runs["pabutools"])
    print(
        f"  {'same winners' if same else 'OTHER WINNERS'}; {their_count / count:.0f} times faster "
        f"(at least {faster}); memory 1/{their_memory / memory:.0f} (at least 1/{MEMORY})\n"
    )
    return same and their_count >= faster * count and their_memory >= MEMORY * memory


if __name__ == "__main__":
    sys.exit(main())
