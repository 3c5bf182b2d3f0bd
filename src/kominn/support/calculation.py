"""The numbers, worked out by another program, `citystats need`: it holds what no web process does.

It gets a town's file and gives facts back. It tells how far it has come, and in a sentence what is
wrong with the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import citystats

PACKAGES = Path(citystats.__file__).parent.parent
SECONDS = 180
"""Letters wait as long."""
SECONDS_TO_READ = 20
"""Somebody waits for the page."""
BAD_INPUT = 2
NO_ANSWER: dict[str, Any] = {"sentence": "no answer came; tell whoever runs KomINN"}


class NotWorkedOut(Exception):
    """`problem` says where in the file, and what is wrong."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("sentence", ""))
        self.problem = problem


def work_out(
    town: bytes,
    *,
    groups: bool,
    seed: int,
    draws: int,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """Facts of a town, with what was counted. Raises `NotWorkedOut`."""
    words = ["--json", "--counts", "--progress", f"--seed={seed}", f"--draws={draws}"]
    found: dict[str, Any] = json.loads(_run(town, words, groups, SECONDS, progress))
    return found


def check(town: bytes, *, groups: bool, codes: Iterable[str] = ()) -> None:
    """Raises `NotWorkedOut` where the file itself is wrong; nothing is worked out.

    `codes` are those of the city's areas: a file about areas tells of no other.
    """
    known = () if groups else [f"--area={code}" for code in codes]
    _run(town, ["--check", *known], groups, SECONDS_TO_READ, lambda done, of: None)


def _run(
    town: bytes,
    words: Sequence[str],
    groups: bool,
    seconds: float,
    progress: Callable[[int, int], None],
) -> bytes:
    words = ["need", "-", *words, *(["--groups"] * groups)]
    # Files, not pipes: neither side can then stop and wait for the other to read.
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(town)
        question.seek(0)
        program = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "citystats", *words],
            stdin=question,
            stdout=answer,
            stderr=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": os.fspath(PACKAGES), "OPENBLAS_NUM_THREADS": "1"},
        )
        watch = threading.Timer(seconds, program.kill)
        watch.start()
        try:
            said = _follow(program, progress)
            ended = program.wait()
        finally:
            watch.cancel()
            program.kill()
            program.wait()
        answer.seek(0)
        if ended == BAD_INPUT:
            raise NotWorkedOut(_problem(said))
        if ended:
            raise NotWorkedOut(NO_ANSWER)
        return answer.read()


def _follow(program: subprocess.Popen[str], progress: Callable[[int, int], None]) -> str:
    """Tells of each step; answers the last line that was none."""
    said = ""
    assert program.stderr is not None
    with program.stderr as lines:
        for line in lines:
            done, slash, of = line.strip().partition("/")
            if slash and done.isdigit() and of.isdigit():
                progress(int(done), int(of))
            elif line.strip():
                said = line.strip()
    return said


def _problem(said: str) -> dict[str, Any]:
    """`citystats: -: line 3: …` without the names of the program and of its input."""
    return {"sentence": said.removeprefix("citystats: ").removeprefix("-: ")}
