"""Reading a file takes a while: the worker does it, and the page shows how far it has come."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from kominn.indicators import actions
from kominn.indicators.models import Vintage
from kominn.indicators.states import State


@task()
def read(vintage: int) -> None:
    """Read one file; a second try goes on where the first ended."""
    found = Vintage.objects.select_related("dataset").get(pk=vintage)
    if found.state != State.READING:
        return
    try:
        actions.read(found, at=timezone.now())
    except actions.NotPossible:
        return  # Somebody has stopped it meanwhile.
    except Exception:
        # Whatever it is, the table must not stand closed to the next file, and the worker has
        # letters to send.
        actions.give_up(found, at=timezone.now())
        raise
