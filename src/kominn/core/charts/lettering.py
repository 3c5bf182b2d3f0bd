"""How much room words take in a drawing, in its units, and how they keep clear of each other.

Measured for the largest text, that of a phone; on a wide page the same drawing has smaller words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

TEXT = 14
LETTER = 8.5
"""An Inter letter of that size, rather too wide than too narrow."""
LINE = 16
"""From one line of words to the next."""
MORE = "…"


def room_for(texts: Sequence[str], *, least: int = 0, most: int = 400) -> int:
    return min(max(max(map(width_of, texts), default=0), least), most)


def width_of(text: str | int) -> int:
    """Of a text, or of so many letters."""
    return math.ceil((text if isinstance(text, int) else len(text)) * LETTER)


def shortened(text: str, room: int) -> str:
    letters = max(int(room / LETTER), 1)
    return text if len(text) <= letters else text[: letters - 1].rstrip() + MORE


def wrapped(text: str, room: int, *, most: int = 2) -> tuple[str, ...]:
    """The words in at most so many lines; what has no room ends in an ellipsis."""
    letters = max(int(room / LETTER), 1)
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(shortened(line, room) for line in lines) or ("",)


def fits(text: str, room: int, *, most: int = 2) -> bool:
    return not any(line.endswith(MORE) for line in wrapped(text, room, most=most))


def spread(places: Sequence[int], gap: int, low: int, high: int) -> tuple[int, ...]:
    """Each as near its place as can be, in their order, `gap` apart and within `low` to `high`.

    Where there are too many for that they begin at `low` and go on beyond `high`.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = [0] * len(places)
    last = low - gap
    for i in order:
        last = found[i] = max(places[i], last + gap)
    last = high + gap
    for i in reversed(order):
        last = found[i] = min(found[i], last - gap)
    last = low - gap
    for i in order:
        last = found[i] = max(found[i], last + gap)
    return tuple(found)
