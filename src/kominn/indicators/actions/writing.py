"""Deeds of those who write the city's story. What a chapter said before is never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.indicators.actions.importing import NotPossible
from kominn.indicators.models import Passage, Wording


@transaction.atomic
def begin(slug: str, words: Mapping[str, Any], *, by: User | None, at: dt.datetime) -> Wording:
    """A new chapter, after the others."""
    last = Passage.objects.aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            passage = Passage.objects.create(slug=slug, order=last + 1)
    except IntegrityError:
        raise NotPossible(_("There is a chapter by this name already.")) from None
    record("story.added", _target(passage), by=name_of(by), at=at)
    return Wording.objects.create(passage=passage, written_at=at, **words)


@transaction.atomic
def rewrite(
    passage: Passage, words: Mapping[str, Any], *, instead_of: int, by: User, at: dt.datetime
) -> None:
    """Let the chapter say something else from now on. `instead_of` is the wording that was read."""
    Passage.objects.select_for_update().get(pk=passage.pk)
    stands = passage.wordings.order_by("-pk")[:1].get()
    if stands.pk != instead_of:
        raise NotPossible(
            _(
                "A colleague has saved this chapter meanwhile. Yours is below, untouched: look at "
                "theirs in another window, then save once more."
            )
        )
    if all(getattr(stands, name) == told for name, told in words.items()):
        return
    Wording.objects.create(passage=passage, written_at=at, **words)
    record("story.changed", _target(passage), by=name_of(by), at=at)


@transaction.atomic
def move(passage: Passage, *, up: bool, by: User, at: dt.datetime) -> None:
    """Change places with the chapter before it, or after it; nothing where there is none."""
    rows = list(Passage.objects.select_for_update().order_by("order", "pk"))
    here = rows.index(passage)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows, start=1):
        row.order = order
    Passage.objects.bulk_update(rows, ["order"])
    record("story.moved", _target(passage), by=name_of(by), at=at)


def _target(passage: Passage) -> str:
    return f"story:{passage.slug}"
