"""Journals are written by night, and taken in by a person."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.concerns.models import Concern
from kominn.core.worktime import day_of
from kominn.erasure import book, due
from kominn.erasure.models import Entry, Journal, mark_of
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.refusals import NoWrap

log = logging.getLogger(__name__)

MOST_IN_ONE = 50
MOST_BYTES = 300_000_000
"""Of files; then the journal ends, and the next night writes on."""


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


@transaction.atomic
def write(*, at: dt.datetime) -> tuple[int, int]:
    """Write a journal of what is due to the archive; how many are in it, and how many can't be.

    The rows are locked until it stands: nothing is written in a concern that is being copied.
    """
    _clear()
    try:
        to = book.recipient(Path(settings.ARCHIVE_RECIPIENT))
    except book.NoRecipient:
        return 0, 0
    wanted = due.to_journal(day_of(at), most=MOST_IN_ONE)
    locked = Concern.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    concerns = list(locked.select_related("area", "team", "holder").order_by("finished_on", "pk"))
    pages, stuck = _pages(concerns)
    if pages:
        _keep(pages, to=to, at=at)
    return len(pages), stuck


def _pages(concerns: Sequence[Concern]) -> tuple[list[book.Page], int]:
    """What no key opens any more is left, and told of: nobody can know what would be lost."""
    pages: list[book.Page] = []
    stuck = size = 0
    for concern in concerns:
        try:
            page = book.page(concern, records.data_key_by_any_reader(concern.pk))
        except (CannotOpen, NoWrap):
            log.error("A finished concern can’t be opened for the journal: concern:%s", concern.pk)
            stuck += 1
            continue
        size += sum(file.size for _name, file in page.files)
        if pages and size > MOST_BYTES:
            break
        pages.append(page)
    return pages, stuck


def _keep(pages: Sequence[book.Page], *, to: Any, at: dt.datetime) -> Journal:
    today = day_of(at)
    name = f"journal-{today.isoformat()}-{uuid.uuid4().hex[:8]}.age"
    digest, size = book.write(Path(settings.JOURNAL) / name, pages, to=to, on=today)
    journal = Journal.objects.create(
        made_on=today, name=name, digest=digest, size=size, count=len(pages)
    )
    for page in pages:
        Entry.objects.update_or_create(
            concern=page.concern, defaults={"journal": journal, "mark": mark_of(page.concern)}
        )
        record("concern.journalled", f"concern:{page.concern.pk}", by=SYSTEM, at=at)
    detail = {"count": str(len(pages)), "sha256": digest}
    record("journal.written", f"journal:{journal.pk}", by=SYSTEM, at=at, detail=detail)
    return journal


def _clear() -> None:
    """Files of nights that broke off: no row knows them."""
    known = set(Journal.objects.standing().values_list("name", flat=True))
    for path in Path(settings.JOURNAL).glob("journal-*"):
        if path.name not in known:
            path.unlink(missing_ok=True)


@transaction.atomic
def take_in(journal: Journal, *, digest: str, reference: str, by: User, at: dt.datetime) -> None:
    """A person says: this very file is in the archive, and was opened there."""
    journal = Journal.objects.select_for_update().get(pk=journal.pk)
    if journal.taken_on is not None:
        return
    if not digest or not journal.digest.startswith(_plain(digest)) or len(_plain(digest)) < 8:
        raise NotPossible(
            _("This file’s fingerprint does not begin so. Is it this file that the archive has?")
        )
    if not reference.strip():
        raise NotPossible(_("Write the archive’s own number for it."))
    journal.taken_on, journal.taken_by = day_of(at), by
    journal.reference = reference.strip()
    journal.save(update_fields=["taken_on", "taken_by", "reference"])
    record("journal.taken_in", f"journal:{journal.pk}", by=name_of(by), at=at)


def _plain(digest: str) -> str:
    return "".join(digest.split()).lower()


def remove_taken(*, at: dt.datetime) -> None:
    """Files of journals whose every concern is erased: the archive has them, and nobody else."""
    for journal in Journal.objects.standing().filter(taken_on__isnull=False, entries=None):
        with suppress(FileNotFoundError):
            journal.path.unlink()
        journal.gone_on = day_of(at)
        journal.save(update_fields=["gone_on"])


@transaction.atomic
def discard(journal: Journal, *, by: User, at: dt.datetime) -> None:
    """The file was lost, or can't be opened by the archive: what was in it goes in anew."""
    journal = Journal.objects.select_for_update().get(pk=journal.pk)
    if journal.taken_on is not None or journal.gone_on is not None:
        return
    journal.entries.all().delete()
    journal.gone_on = day_of(at)
    journal.save(update_fields=["gone_on"])
    record("journal.discarded", f"journal:{journal.pk}", by=name_of(by), at=at)
    transaction.on_commit(lambda: journal.path.unlink(missing_ok=True), robust=True)
