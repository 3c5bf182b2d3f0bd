"""Fetching and reading take a while: the worker does both, and the page shows how far it has come.

Letters go first. Whoever waits for one waits at most for the file that is under way, which has an
end: see `fetching.BOUNDS` and `citystats.figures.reading.LIMITS`.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kominn.accounts.models import User
from kominn.indicators.actions import fetching, importing
from kominn.indicators.models import Dataset, Fetch, Vintage
from kominn.indicators.states import State

AFTER_LETTERS = -10


@transaction.atomic
def begin_fetch(dataset: Dataset, *, by: User | None, at: dt.datetime) -> Fetch:
    """Raises `NotPossible`."""
    asked = fetching.ask_for(dataset, by=by, at=at)
    fetch.enqueue(asked.pk)
    return asked


def fetch_due(*, at: dt.datetime) -> None:
    """Every night: the tables whose turn it is."""
    for dataset in fetching.due(at=at):
        with suppress(importing.NotPossible):
            begin_fetch(dataset, by=None, at=at)


@task(priority=AFTER_LETTERS)
def fetch(asked: int) -> None:
    """Ask once; a second try, after a server that stopped, asks anew."""
    found = Fetch.objects.select_related("dataset").get(pk=asked)
    if found.outcome != Fetch.Outcome.UNDER_WAY:
        return
    try:
        vintage = fetching.carry_out(found, at=timezone.now())
    except Exception:
        fetching.give_up(found, at=timezone.now())
        raise
    if vintage is not None:
        read.enqueue(vintage.pk)


@task(priority=AFTER_LETTERS)
def read(vintage: int) -> None:
    """Read one file; a second try goes on where the first ended."""
    found = Vintage.objects.select_related("dataset").get(pk=vintage)
    if found.state != State.READING:
        return
    try:
        importing.read(found, at=timezone.now())
    except importing.NotPossible:
        return  # Somebody has stopped it meanwhile.
    except Exception:
        # Whatever it is, the table must not stand closed to the next file, and the worker has
        # letters to send.
        importing.give_up(found, at=timezone.now())
        raise
