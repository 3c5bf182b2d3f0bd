"""Erasing one concern for good."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.db import models, transaction

from kominn.audit.actions import SYSTEM, record
from kominn.concerns.actions import family
from kominn.concerns.models import Concern
from kominn.concerns.states import State
from kominn.vault import files
from kominn.vault.actions import records


def erase(concern: Concern, *, at: dt.datetime) -> None:
    """Row, all that hangs on it, wraps and files: nothing is left that a key could open, nor a key.

    Whoever calls it writes `concern.erased` in the trail, which tells nothing of what it held.
    """
    # First: what is joined under it is no part of it.
    closed = concern.state == State.CLOSED
    let_go = family.let_go(concern) if closed else []
    first = None if closed else family.go_on_without(concern)
    file_ids = list(concern.attachments.values_list("file_id", flat=True))
    pk = concern.pk
    for number in [pk, *_hanging_on(concern)]:
        records.destroy(number)
    concern.delete()
    concern.pk = pk  # For the trail.
    for one in let_go:
        _note("concern.ended_with", one, one.as_it_ended(), at=at)
    if first:
        _note("concern.leads", first, {"state": first.state, **first.as_it_ended()}, at=at)
    for file_id in file_ids:
        # Without the row's key it is unreadable; what can't be removed now is cleared by the week.
        transaction.on_commit(partial(files.erase, file_id), robust=True)


def _note(verb: str, concern: Concern, detail: dict[str, str], *, at: dt.datetime) -> None:
    record(verb, f"concern:{concern.pk}", by=SYSTEM, at=at, detail=detail)


def _hanging_on(concern: Concern) -> list[uuid.UUID]:
    """Whatever refers to it, in this domain or above: some of it is sealed with keys of its own."""
    return [
        pk
        for relation in Concern._meta.related_objects
        if isinstance(relation.related_model._meta.pk, models.UUIDField)
        for pk in relation.related_model._base_manager.filter(
            **{relation.field.name: concern}
        ).values_list("pk", flat=True)
    ]
