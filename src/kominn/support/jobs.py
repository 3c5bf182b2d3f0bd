"""Working an assessment out takes a while: the worker has it done, the page shows how far."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from kominn.support import actions
from kominn.support.models import Assessment
from kominn.support.states import State


@task()
def work_out(assessment: int) -> None:
    """Work one out; a second try begins anew and finds the same."""
    found = Assessment.objects.get(pk=assessment)
    if found.state != State.WORKING:
        return
    try:
        actions.work_out(found, at=timezone.now())
    except actions.NotPossible:
        return  # Another worker was first.
    except Exception:
        # The year must not stand closed to the next try, and the worker has letters to send.
        actions.give_up(found, at=timezone.now())
        raise
