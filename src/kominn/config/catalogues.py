"""Compile the catalogues, and count in each header the vital texts only a machine has translated.

`kominn.core.languages` reads that count: a language with such texts stays off outside the demo.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polib

from kominn.core.languages import HEADER, HEADER_OF_ALL

PACKAGE = Path(__file__).resolve().parent.parent
VITAL = "vital"
BY_MACHINE = "machine"


def compile_all(folder: Path = PACKAGE) -> list[Path]:
    return [compile_one(path) for path in sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po"))]


def compile_one(path: Path) -> Path:
    catalogue = polib.pofile(str(path))
    catalogue.metadata[HEADER.title()] = str(unreviewed(catalogue))
    catalogue.metadata[HEADER_OF_ALL.title()] = str(by_machine(catalogue))
    compiled = path.with_suffix(".mo")
    # Replaced in one stroke: a running server never reads half a catalogue.
    part = compiled.with_suffix(".mo.part")
    catalogue.save_as_mofile(str(part))
    os.replace(part, compiled)
    return compiled


def unreviewed(catalogue: Iterable[polib.POEntry]) -> int:
    return by_machine(entry for entry in catalogue if entry.msgctxt == VITAL)


def by_machine(catalogue: Iterable[polib.POEntry]) -> int:
    return sum(BY_MACHINE in entry.tcomment.lower() and not entry.obsolete for entry in catalogue)


if __name__ == "__main__":
    compile_all()
