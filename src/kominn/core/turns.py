"""Where many write at once on SQLite, the threads of a process stand in line.

SQLite lets one write at a time. It has the others sleep, up to a tenth of a second, and try again;
under load an unlucky one sleeps for seconds while nobody writes. A lock wakes the next at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_turn = threading.Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Take it before the transaction begins, never within one. PostgreSQL needs no line."""
    if connection.vendor != "sqlite":
        yield
        return
    with _turn:
        yield
