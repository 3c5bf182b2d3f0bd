"""One file of figures read by what is known of it, within bounds of memory and time.

A small file of text is read here: no way of writing a million bytes makes more than some tens of
megabytes of them. A larger one, and a workbook, is read by a process of its own, which the system
stops where it takes more than its share; whoever asked gets a fault, and keeps running.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import citystats
from citystats.figures.columns import Columns, CountedFigure, read_columns
from citystats.figures.faults import Fault, FiguresError, Part, Place
from citystats.figures.jsonstat import read_jsonstat
from citystats.figures.samples import Sample, sample_of_columns, sample_of_dimensions
from citystats.figures.terms import Figure, Missing, refuse_long, refuse_size

PACKAGES = Path(citystats.__file__).parent.parent
SMALL = 1_000_000
LONGEST_BREAKDOWN, LONGEST_PERIOD, LONGEST_FLAG = 300, 20, 10
LONGEST_AREA = 60
LONGEST_UPDATED = 40


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Which dimensions of a JSON-stat answer are time and area, where it does not say so itself."""

    time: str = ""
    area: str = ""


How = Dimensions | Columns


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process of its own may take: bytes of memory, and seconds, both worked and waited."""

    memory: int = 1_500_000_000
    seconds: int = 60


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, and when it says it was published."""

    figures: tuple[Figure, ...]
    updated: str


def read_within(data: bytes, how: How, limits: Limits = LIMITS) -> Read:
    """Read a file wherever it can do no harm.

    Raises
    ------
    FiguresError
        For what is wrong with it, and for one that takes too much to be read.
    """
    refuse_size(data)
    if len(data) <= SMALL and data[:2] != b"PK":
        return read(data, how)
    return _read_apart(data, how, limits)


def read(data: bytes, how: How) -> Read:
    """Read a file here and now, whatever it takes."""
    if isinstance(how, Columns):
        figures: tuple[Figure, ...] = read_columns(data, how)
        return Read(tuple(map(_checked, figures)), "")
    found = read_jsonstat(data, time=how.time, area=how.area)
    return Read(tuple(map(_checked, found.figures())), found.updated[:LONGEST_UPDATED])


def _checked(figure: Figure) -> Figure:
    """Each figure is written down with its names: none of them is without end."""
    for word, most in (
        (figure.area, LONGEST_AREA),
        (figure.period, LONGEST_PERIOD),
        (figure.flag, LONGEST_FLAG),
        (breakdown_text(figure.breakdown), LONGEST_BREAKDOWN),
    ):
        if len(word) > most:
            refuse_long(word, most, figure.place)
    return figure


@lru_cache(maxsize=2048)
def breakdown_text(breakdown: tuple[tuple[str, str], ...]) -> str:
    """What figures are about besides area and time, as JSON."""
    return json.dumps(breakdown, ensure_ascii=False, separators=(",", ":"))


# --- In a process of its own -----------------------------------------------------------------


def _read_apart(data: bytes, how: How, limits: Limits) -> Read:
    kind = "columns" if isinstance(how, Columns) else "dimensions"
    return _answer(_apart({"kind": kind, "how": asdict(how)}, data, limits))


def sample_within(
    data: bytes, *, columns: bool, sheet: str = "", limits: Limits = LIMITS
) -> Sample:
    """What a file looks like; wherever it can do no harm. Raises `FiguresError`."""
    refuse_size(data)
    if len(data) <= SMALL and data[:2] != b"PK":
        return _sample(data, columns, sheet)
    asked = {"kind": "sample", "how": {"columns": columns, "sheet": sheet}}
    found: Sample = _apart(asked, data, limits)[0]
    return found


def _sample(data: bytes, columns: bool, sheet: str) -> Sample:
    return sample_of_columns(data, sheet) if columns else sample_of_dimensions(data)


def _apart(asked: dict[str, Any], data: bytes, limits: Limits) -> list[Any]:
    """The lines another process answers with, the first without fault."""
    with subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "citystats.figures.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.fspath(PACKAGES), "OPENBLAS_NUM_THREADS": "1"},
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        try:
            # It answers only when all of the file is there: neither waits for the other.
            other.stdin.write(json.dumps(asked | {"limits": asdict(limits)}).encode() + b"\n")
            other.stdin.write(data)
            other.stdin.close()
            lines = [json.loads(line) for line in other.stdout]
        except (BrokenPipeError, ValueError):
            lines = []
    if not lines:
        # It was stopped on the way.
        raise FiguresError(Fault.TOO_MUCH_WORK)
    if "fault" in lines[0]:
        place = _place(lines[0]["place"]) if lines[0]["place"] else None
        raise FiguresError(Fault(lines[0]["fault"]), place, **lines[0]["facts"])
    return lines


def _answer(lines: list[Any]) -> Read:
    figures = tuple(map(_figure, lines[1:]))
    if len(figures) != lines[0]["count"]:
        raise FiguresError(Fault.TOO_MUCH_WORK)
    return Read(figures, lines[0]["updated"])


def _figure(told: list[Any]) -> Figure:
    area, period, breakdown, value, missing, flag, place, *parts = told
    known = (
        area,
        period,
        tuple((code, category) for code, category in breakdown),
        value,
        Missing(missing) if missing else None,
        flag,
        _place(place),
    )
    return CountedFigure(*known, *parts) if parts else Figure(*known)


def _place(told: list[Any]) -> Place:
    part, number, name = told
    return Place(Part(part), number, name)


def main() -> None:
    """Read the file that comes in, and write down what it says, line by line."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(limits.seconds)
    try:
        for line in _lines(sys.stdin.buffer.read(), asked["kind"], asked["how"]):
            sys.stdout.write(json.dumps(line) + "\n")
    except FiguresError as error:
        told = {"fault": error.fault, "place": error.place, "facts": error.facts}
        sys.stdout.write(json.dumps(told) + "\n")
    except MemoryError:
        """Whoever asked gets no line."""


def _lines(data: bytes, kind: str, how: dict[str, Any]) -> Iterator[Any]:
    if kind == "sample":
        yield _sample(data, **how)
        return
    found = read(data, _how(kind, how))
    yield {"updated": found.updated, "count": len(found.figures)}
    for one in found.figures:
        told = [one.area, one.period, one.breakdown, one.value, one.missing, one.flag, one.place]
        if isinstance(one, CountedFigure):
            told += [one.numerator, one.denominator]
        yield told


def _how(kind: str, told: dict[str, Any]) -> How:
    if kind == "dimensions":
        return Dimensions(**told)
    signs = {sign: Missing(why) for sign, why in told["signs"].items()}
    several = {name: tuple(told[name]) for name in ("values", "breakdown")}
    return Columns(**told | several | {"signs": signs})


if __name__ == "__main__":
    main()
