"""Copies of files that strangers sent: made by a program of its own, never in the server.

`staff_copy` is what staff open of a file that was attached. `pictures` are what is shown of one:
drawn anew in a few sizes, so that nothing of what was sent goes through but what is seen.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kominn.vault.kinds import Kind

COPY_SECONDS = 30
# Never imported here: the libraries it needs are large, and kept out of the server.
COPIES = Path(__file__).with_name("copies.py")
EXIT_TOO_MANY_PIXELS = 3
LENGTH_BYTES = 4


class CannotCopy(Exception):
    def __init__(self) -> None:
        super().__init__(_("No safe copy of this file can be made. The original is kept sealed."))


class TooManyPixels(CannotCopy):
    def __init__(self) -> None:
        Exception.__init__(
            self, _("The picture is too large to be shown safely. The original is kept sealed.")
        )


@dataclass(frozen=True, slots=True)
class Size:
    """How long the longer side of a drawn picture is at most, and how many bytes it weighs."""

    side: int
    most_bytes: int


def staff_copy(data: bytes, kind: Kind | str) -> tuple[bytes, str]:
    """A copy that staff may open, and its content type; made by a program of its own."""
    content_type, _line, copy = _made(data, str(kind)).partition(b"\n")
    if not copy:
        raise CannotCopy
    return copy, content_type.decode()


def pictures(data: bytes, kind: Kind, sizes: Sequence[Size]) -> list[bytes]:
    """The picture as JPEG, in each of these sizes. Raises `CannotCopy`."""
    made = _made(data, str(kind), *(f"{one.side}x{one.most_bytes}" for one in sizes))
    found = []
    while made:
        length = int.from_bytes(made[:LENGTH_BYTES])
        found.append(made[LENGTH_BYTES : LENGTH_BYTES + length])
        made = made[LENGTH_BYTES + length :]
    if len(found) != len(sizes) or not all(found):
        raise CannotCopy
    return found


def _made(data: bytes, *asked: str) -> bytes:
    try:
        made = subprocess.run(
            [sys.executable, "-I", str(COPIES), *asked],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COPY_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotCopy from None
    if made.returncode == EXIT_TOO_MANY_PIXELS:
        raise TooManyPixels
    if made.returncode:
        raise CannotCopy
    return made.stdout
