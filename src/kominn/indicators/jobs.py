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
    if found.state == State.READING:
        actions.read(found, at=timezone.now())
