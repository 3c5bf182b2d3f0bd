"""Several do something at the same moment; with the fixture `together` their commits are real."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def all_at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do these at the same time; answer what each gave or raised."""

    def do(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))
