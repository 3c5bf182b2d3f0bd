"""On SQLite the threads of a process stand in line to write."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from kominn.core.turns import in_turn


def writes(inside: list[int], seen: list[int]) -> None:
    for _ in range(20):
        with in_turn():
            inside.append(1)
            seen.append(len(inside))
            time.sleep(0.0002)
            inside.pop()


@pytest.mark.sqlite
def test_one_thread_at_a_time_has_its_turn():
    inside: list[int] = []
    seen: list[int] = []
    threads = [threading.Thread(target=writes, args=(inside, seen)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1] * 80


def test_a_turn_that_goes_wrong_is_given_on():
    with pytest.raises(ZeroDivisionError), in_turn():
        raise ZeroDivisionError
    with in_turn():
        assert connection.vendor in ("sqlite", "postgresql")
