"""How a figure stands in a text that staff write: its name in braces.

`{folketall}` is the newest figure, `{folketall@3907}` that of another area, `{folketall:endring}`
what has changed since the oldest. Alone on a line, `{folketall:kurve}` draws the figures over time
and `{folketall:stolper}` the newest of each area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CHANGE, LINES, BARS = "endring", "kurve", "stolper"
DRAWN = (LINES, BARS)
FORMS = ("", CHANGE, *DRAWN)

_BRACES = re.compile(r"(\{[^{}\n]*\})")
_NAMED = re.compile(r"\{\s*([a-z0-9-]+)(?:@([^\s:@{}]+))?(?::([a-z]+))?\s*\}")


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator's figure as a text names it."""

    slug: str
    code: str = ""
    form: str = ""

    @property
    def drawn(self) -> bool:
        return self.form in DRAWN


def pieces(line: str) -> list[str | Named]:
    """Words and names in turn. What is in braces and is no name stays as it was written."""
    found = (_named(part) or part for part in _BRACES.split(line))
    return [piece for piece in found if piece]


def names(text: str) -> Iterator[Named]:
    for line in text.splitlines():
        yield from (piece for piece in pieces(line) if isinstance(piece, Named))


def drawing(line: str) -> Named | None:
    """What the line draws, where it does nothing else."""
    named = _named(line.strip())
    return named if named and named.drawn else None


def not_understood(text: str) -> list[str]:
    """What stands in braces, or begins with one, and can be no name."""
    found = []
    for line in text.splitlines():
        for part in _BRACES.split(line):
            named = _named(part)
            if named is None and ("{" in part or "}" in part):
                found.append(part.strip())
            elif named and named.drawn and drawing(line) is None:
                found.append(part)
    return found


def _named(part: str) -> Named | None:
    found = _NAMED.fullmatch(part)
    if found is None or (found[3] or "") not in FORMS:
        return None
    return Named(found[1], found[2] or "", found[3] or "")
