"""From one who is away to the one who stands in: along the deputies, and never in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence


def first_able(
    start: int, *, deputies: Mapping[int, Sequence[int]], able: Callable[[int], bool]
) -> int | None:
    """The nearest who can, or None. Each is asked once, so a circle of deputies comes to an end."""
    asked, queue = {start}, deque(deputies.get(start, ()))
    while queue:
        one = queue.popleft()
        if one in asked:
            continue
        if able(one):
            return one
        asked.add(one)
        queue.extend(deputies.get(one, ()))
    return None
