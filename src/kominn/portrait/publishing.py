"""The one way out for numbers that everybody may read: attacked first, then told once.

A table is held against the reader who adds and subtracts by another program, `citystats gate`, so
that the server need not hold what only that needs. Where a small number could be worked out, or the
program does not answer, nothing is published.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

import citystats
from kominn.audit.actions import record
from kominn.core.worktime import day_of
from kominn.portrait.models import Area, PublishedCount, PublishedTable

PACKAGES = Path(citystats.__file__).parent.parent
ATTACK_SECONDS = 120
MAY_BE_PUBLISHED, REFUSED = 0, 1
TO_DO_WITHOUT_ANSWER = "the table could not be attacked; publish a coarser one"
ALL_TOGETHER = "(all)"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A period's counts by area and theme, and what is to be told of them.

    The first area is none: an empty word. The true counts are attacked and not kept.
    """

    areas: Sequence[str]
    themes: Sequence[str]
    counts: Sequence[Sequence[int]]
    shown: Sequence[Sequence[int]]
    base: int


class NotSafe(Exception):
    """Which numbers may not be told, and what to do; never what they are."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = tuple(findings)


def publish(
    numbers: Numbers,
    *,
    subject: str,
    first_day: dt.date,
    last_day: dt.date,
    by: str,
    at: dt.datetime,
) -> PublishedTable:
    """Tell a period's numbers, once; nought is not kept. Raises `NotSafe`, and nothing is told."""
    if findings := attack(numbers):
        raise NotSafe(findings)
    with transaction.atomic():
        return _tell(numbers, subject, first_day, last_day, by, at)


def _tell(
    numbers: Numbers,
    subject: str,
    first_day: dt.date,
    last_day: dt.date,
    by: str,
    at: dt.datetime,
) -> PublishedTable:
    table = PublishedTable.objects.create(
        subject=subject,
        first_day=first_day,
        last_day=last_day,
        published_on=day_of(at),
        base=numbers.base,
    )
    areas = {area.slug: area for area in Area.objects.only("slug")}
    PublishedCount.objects.bulk_create(
        PublishedCount(table=table, area=areas[slug] if slug else None, theme=theme, shown=number)
        for slug, row in zip(numbers.areas, numbers.shown, strict=True)
        for theme, number in zip(numbers.themes, row, strict=True)
        if number
    )
    record("counts.published", "city", by=by, at=at, detail={"from": first_day.isoformat()})
    return table


def attack(numbers: Numbers) -> list[str]:
    """Which numbers would tell of a few, in words; none, and the table may be published."""
    if not any(map(any, numbers.counts)) and not any(map(any, numbers.shown)):
        return []
    question = {
        "ways": [
            {"name": "area", "values": list(numbers.areas)},
            {"name": "theme", "values": list(numbers.themes)},
        ],
        "counts": numbers.counts,
        "base": numbers.base,
        "releases": [{"method": "rounding", "shown": numbers.shown}],
    }
    try:
        made = subprocess.run(
            [sys.executable, "-s", "-P", "-m", "citystats", "gate", "-", "--json"],
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ATTACK_SECONDS,
            env={"PYTHONPATH": os.fspath(PACKAGES), "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [TO_DO_WITHOUT_ANSWER]
    if made.returncode == MAY_BE_PUBLISHED:
        return []
    if made.returncode != REFUSED:
        return [TO_DO_WITHOUT_ANSWER]
    try:
        found = [_sentence(one) for one in json.loads(made.stdout)["findings"]]
    except (ValueError, KeyError):  # A program that falls over ends as one that refuses.
        found = []
    return found or [TO_DO_WITHOUT_ANSWER]


def _sentence(finding: dict[str, Any]) -> str:
    words = [ALL_TOGETHER if word is None else word or "-" for word in finding["of"].values()]
    return f"{', '.join(words)}: {finding['to_do']}"
