"""Writing the trail.

Call it last in the deed: on PostgreSQL the others wait from here to the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TypeVar

from django.db import connection, transaction

from kominn.audit.marks import FIRST, PURPOSE, is_genuine_head, mark_of, mark_of_head
from kominn.audit.models import Event, Head, ReporterEvent
from kominn.core.serverkey import key_id, server_keys
from kominn.core.worktime import monday_of

REPORTER = "reporter"
SYSTEM = "system"
# Two whole numbers that no other lock of ours uses.
LOCK = (1_263_488_329, 1)

HEAD_ALTERED = "audit.head_altered"
"""Written when the head of a chain is not as we left it: the chain goes on and keeps the fault."""

AnyEvent = TypeVar("AnyEvent", Event, ReporterEvent)


class NotInTransaction(Exception):
    """A deed and its entry stand together or not at all."""


def record(
    verb: str, target: str, *, by: str, at: datetime, detail: dict[str, str] | None = None
) -> Event:
    """A colleague's deed, or the system's, with its time. `by` and `target` are text: `user:12`."""
    return _append(Event, verb, target, by, at.astimezone(UTC).replace(microsecond=0), detail or {})


def record_reporter(
    verb: str, target: str, *, on: date | datetime, detail: dict[str, str] | None = None
) -> ReporterEvent:
    """A reporter's deed: only the week is kept."""
    week = datetime.combine(monday_of(on), time(), tzinfo=UTC)
    return _append(ReporterEvent, verb, target, REPORTER, week, detail or {})


def _append(
    kind: type[AnyEvent], verb: str, target: str, by: str, at: datetime, detail: dict[str, str]
) -> AnyEvent:
    if not connection.in_atomic_block:
        raise NotInTransaction
    _wait_for_others()
    head = Head.objects.filter(chain=kind.chain).first()
    if head is None or not is_genuine_head(head, server_keys().subkeys(PURPOSE)):
        head = _head_from_rows(kind, head, at)
    return _next(kind, head, verb=verb, target=target, by=by, at=at, detail=detail)


def _next(
    kind: type[AnyEvent],
    head: Head,
    *,
    verb: str,
    target: str,
    by: str,
    at: datetime,
    detail: dict[str, str],
) -> AnyEvent:
    key = server_keys().subkey(PURPOSE)
    entry = kind(
        number=head.count + 1,
        at=at,
        verb=verb,
        target=target,
        by=by,
        detail=detail,
        key_id=key_id(key),
        before=bytes(head.last),
    )
    entry.mac = mark_of(entry, key)
    entry.save(force_insert=True)
    _advance(head, entry, key)
    return entry


def _advance(head: Head, entry: Event | ReporterEvent, key: bytes) -> None:
    head.count, head.last, head.key_id = entry.number, entry.mac, entry.key_id
    head.mac = mark_of_head(head, key)
    head.save()


def _head_from_rows(kind: type[AnyEvent], head: Head | None, at: datetime) -> Head:
    """The beginning of a chain, or a head someone else has touched.

    Then what is told must still be kept: the chain goes on from its last entry, and says so in an
    entry of its own, so that nobody can take from the end and let our next mark cover it.
    """
    last = kind.objects.order_by("-number").first()
    if head is None and last is None:
        return Head(chain=kind.chain, count=0, last=FIRST)
    found = Head(
        chain=kind.chain, count=last.number if last else 0, last=last.mac if last else FIRST
    )
    _next(kind, found, verb=HEAD_ALTERED, target="audit", by=SYSTEM, at=at, detail={})
    return found


@contextmanager
def while_nobody_writes() -> Iterator[None]:
    """What is read in here is as the deeds before left it: the next ones wait."""
    with transaction.atomic():
        _wait_for_others()
        yield


def _wait_for_others() -> None:
    """One at a time, to the end of the transaction; SQLite's immediate ones do it by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
