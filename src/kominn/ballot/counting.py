"""What is counted, and asking the program that counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

import kominn
from kominn.ballot.marks import Kind, Marks
from kominn.ballot.refusals import NotPossible

COUNTER = Path(__file__).parent / "counter.py"
PACKAGES = Path(kominn.__file__).parent.parent
COUNT_SECONDS = 25
LEAST_ALIKE = 5
"""Of fewer ballots alike nothing is told but totals."""

Alike = list[tuple[Marks, int]]
"""Ballots, and how many were cast alike."""


class CannotCount(NotPossible):
    pass


@dataclass(frozen=True, slots=True)
class Question:
    """What is voted on: budget, costs by line number, and the lot, the first drawn first."""

    budget: int
    costs: Mapping[int, int]
    lot: Sequence[int]
    kind: Kind
    most: int

    def asked(self, ballots: Alike, **more: Any) -> dict[str, Any]:
        return {
            "budget": self.budget,
            "costs": {str(number): cost for number, cost in self.costs.items()},
            "lot": list(self.lot),
            "kind": self.kind.value,
            "most": self.most,
            "ballots": [[list(marks), voters] for marks, voters in ballots],
            "least_alike": LEAST_ALIKE,
        } | more


def alike(ballots: Sequence[Marks]) -> Alike:
    """Sorted, so that nothing tells in which order they were opened."""
    kept: dict[Marks, int] = {}
    for ballot in ballots:
        kept[ballot] = kept.get(ballot, 0) + 1
    return sorted(kept.items())


def ask(task: str, asked: Mapping[str, Any]) -> Any:
    """The answer of the program that counts. Raises `CannotCount`."""
    try:
        made = subprocess.run(
            [sys.executable, "-s", "-P", str(COUNTER), task],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COUNT_SECONDS,
            env={"PYTHONPATH": os.fspath(PACKAGES), "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        made = None
    if made is None or made.returncode:
        raise CannotCount(_("The count took too long or went wrong. Nothing is lost; try again."))
    return json.loads(made.stdout)
