"""One writer fills what one reader drains: nothing whole stands in memory or on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO

CHUNK = 1 << 20


def pass_on(fill: Callable[[IO[bytes]], None], drain: Callable[[IO[bytes]], None]) -> None:
    """Let `fill` write what `drain` reads, through a pipe; the cause of a break is raised."""
    read_end, write_end = os.pipe()
    with ThreadPoolExecutor(max_workers=1) as pool:
        filling = pool.submit(_use, write_end, "wb", fill)
        try:
            _use(read_end, "rb", drain)
        except BaseException:
            cause = filling.exception()
            if cause and not isinstance(cause, BrokenPipeError):
                raise cause from None
            raise
        filling.result()


def _use(descriptor: int, mode: str, deed: Callable[[IO[bytes]], None]) -> None:
    with os.fdopen(descriptor, mode, buffering=CHUNK) as end:
        deed(end)
