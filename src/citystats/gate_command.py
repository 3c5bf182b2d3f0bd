"""`citystats gate`: everything told of one table, attacked before it is published.

Asked with JSON, from a file or (-) from standard input:

    {"ways": [{"name": "area", "values": ["a", "b"]}, {"name": "theme", "values": ["x", "y"]}],
     "counts": [[1, 7], [5, 2]],                  the truth; it stays here
     "base": 3,
     "releases": [{"method": "small count rounding", "shown": [[0, 7], [5, 3]]}],
     "said": [{"where": "picture text", "of": {"area": "a"}, "number": 8},
              {"where": "shares", "of": {"area": "a", "theme": "x"}, "number": 0.13,
               "among": {"area": "a"}, "unit": 0.01}]}

A method is "rounding" (all counts), "small count rounding", or "correction" of the release before
it. `of` names one word or a list of words of a way; a way it does not name is all together. Several
releases are the times the table was published, the first one first.

Answered with `--json`:

    {"passes": false, "n": 9, "programs": 2, "findings": [
      {"leak": "different", "of": {"area": "a", "theme": null}, "where": "picture text",
       "to_do": "this number does not come of the release; ..."}]}

and with exit code 0 where it passes, 1 where it is refused. Findings name cells, never counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from citystats.bad_input import BadInput
from citystats.disclosure.attack import MOST_CELLS, Counts, Mask
from citystats.disclosure.gate import Finding, Release, Said, Verdict, attack
from citystats.disclosure.terms import Method

LARGEST_QUESTION = 10_000_000
CORRECTION = "correction"
STANDARD_INPUT = Path("-")


class Refused(Exception):
    """What is printed where the gate stays shut."""


class _Wrong(ValueError):
    """A sentence on what in the question cannot be."""


def add_gate(command: argparse.ArgumentParser) -> None:
    command.description = __doc__
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.add_argument("question", type=Path, metavar="QUESTION.json", help="or - to be asked")
    command.add_argument("--json", action="store_true", help="JSON instead of sentences")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> str:
    try:
        question = _Question.of(_read(chosen.question))
        verdict = attack(question.counts, question.releases, question.said)
    except OSError as error:
        raise BadInput(f"{chosen.question}: {error.strerror or error}") from None
    except (_Wrong, ValueError) as error:
        raise BadInput(f"{chosen.question}: {error}") from None
    answer = (_json if chosen.json else _sentences)(question, verdict)
    if not verdict.passes:
        raise Refused(answer)
    return answer


def _read(path: Path) -> dict[str, Any]:
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(LARGEST_QUESTION + 1)
    else:
        with path.open("rb") as file:
            data = file.read(LARGEST_QUESTION + 1)
    if len(data) > LARGEST_QUESTION:
        raise _Wrong(f"larger than {LARGEST_QUESTION / 1e6:.0f} MB")
    try:
        found = json.loads(data)
    except ValueError as error:
        raise _Wrong(f"is not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise _Wrong("is not a JSON object.")
    return found


@dataclass(frozen=True, slots=True)
class _Question:
    ways: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    counts: Counts
    releases: tuple[Release, ...]
    said: tuple[Said, ...]

    @classmethod
    def of(cls, asked: dict[str, Any]) -> _Question:
        try:
            ways = tuple(str(way["name"]) for way in asked["ways"])
            values = tuple(tuple(map(str, way["values"])) for way in asked["ways"])
            base = int(asked["base"])
            told, said = list(asked["releases"]), list(asked.get("said", ()))
            counts = _table(asked["counts"], values, "counts")
        except (KeyError, TypeError) as error:
            raise _Wrong(f"lacks or misspells {error}.") from None
        if not told:
            raise _Wrong("names no release.")
        releases: list[Release] = []
        shown: list[Counts] = []
        for one in told:
            shown.append(_table(one.get("shown"), values, "shown"))
            releases.append(_release(str(one.get("method")), shown, base))
        numbers = tuple(_said(one, ways, values) for one in said)
        return cls(ways, values, counts, tuple(releases), numbers)


def _table(nested: Any, values: Sequence[Sequence[str]], name: str) -> Counts:
    shape = tuple(map(len, values))
    if np.prod([size + 1 for size in shape]) > MOST_CELLS:
        raise _Wrong(f"at most {MOST_CELLS} cells and sums can be attacked.")
    try:
        table = np.array(nested)
    except ValueError:
        table = np.array(None)
    if table.shape != shape or not np.issubdtype(table.dtype, np.integer) or (table < 0).any():
        raise _Wrong(f"“{name}” must hold whole numbers from 0, in the shape of the ways: {shape}.")
    return table.astype(np.int64)


def _release(method: str, shown: Sequence[Counts], base: int) -> Release:
    if method == Method.ROUNDING.value:
        return Release.rounded(shown[-1], base)
    if method == Method.SMALL_ROUNDING.value:
        return Release.small_rounded(shown[-1], base)
    if method == CORRECTION and len(shown) > 1:
        return Release.corrected(shown[-2], shown[-1], base)
    known = [Method.ROUNDING.value, Method.SMALL_ROUNDING.value, CORRECTION]
    raise _Wrong(f"{method!r} is no method of a release; known are {', '.join(known)}.")


def _said(one: Any, ways: Sequence[str], values: Sequence[Sequence[str]]) -> Said:
    try:
        where, number = str(one["where"]), float(one["number"])
        among = one.get("among")
        return Said(
            where,
            _part(one["of"], ways, values),
            number,
            None if among is None else _part(among, ways, values),
            float(one.get("unit", 0.01)),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _Wrong(f"a number that is said lacks or misspells {error}.") from None


def _part(
    of: Mapping[str, str | list[str]], ways: Sequence[str], values: Sequence[Sequence[str]]
) -> Mask:
    strange = [way for way in of if way not in ways]
    if strange:
        raise _Wrong(f"no way is named {strange[0]!r}.")
    part = np.ones(tuple(map(len, values)), dtype=bool)
    for axis, (way, known) in enumerate(zip(ways, values, strict=True)):
        asked = of.get(way, list(known))
        words = [asked] if isinstance(asked, str) else list(asked)
        strange = [word for word in words if word not in known]
        if strange:
            raise _Wrong(f"{way!r} has no {strange[0]!r}.")
        here = np.array([word in words for word in known])
        part &= np.expand_dims(here, [other for other in range(part.ndim) if other != axis])
    return part


def _words(question: _Question, finding: Finding) -> dict[str, str | None]:
    return {
        way: known[at] if at < len(known) else None
        for way, known, at in zip(question.ways, question.values, finding.place, strict=False)
    }


def _json(question: _Question, verdict: Verdict) -> str:
    findings = [
        {
            "leak": one.leak.name.lower(),
            "of": _words(question, one),
            "where": one.where,
            "to_do": one.leak.value,
        }
        for one in verdict.findings
    ]
    facts = {"passes": verdict.passes, "n": verdict.n, "programs": verdict.solved}
    return json.dumps(facts | {"findings": findings}, ensure_ascii=False, indent=2)


def _sentences(question: _Question, verdict: Verdict) -> str:
    if verdict.passes:
        return f"May be published: {verdict.n} numbers were attacked, and each small one held."
    lines = ["Not to be published:"]
    for one in verdict.findings:
        words = [word or "(all)" for word in _words(question, one).values()]
        place = ", ".join(words) or "several cells together"
        lines.append(f"  {place}{f' ({one.where})' if one.where else ''}: {one.leak.value}.")
    return "\n".join(lines)
