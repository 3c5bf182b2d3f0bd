"""Reading the trail against its marks: what was changed, moved, put in or taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kominn.audit.actions import HEAD_ALTERED
from kominn.audit.marks import FIRST, PURPOSE, is_genuine, is_genuine_head
from kominn.audit.models import CHAINS, Event, Head, ReporterEvent
from kominn.core.serverkey import server_keys

CHUNK = 2000


class FaultKind(StrEnum):
    MISSING = "is missing"
    ALTERED = "was changed, moved or put in by someone without the server key"
    UNLINKED = "does not follow from the entry before it"
    SURPLUS = "stands after the recorded end of the chain"
    UNKNOWN_KEY = "was made under a server key that is no longer in the key file"
    HEAD_MISSING = "has entries but no recorded end"
    HEAD_ALTERED = "had its recorded end changed by someone without the server key"
    END_DIFFERS = "does not end as recorded"


@dataclass(frozen=True, slots=True)
class Fault:
    chain: str
    number: int | None
    kind: FaultKind

    def __str__(self) -> str:
        thing = f"entry {self.number}" if self.number is not None else "the chain"
        return f"{self.chain}: {thing} {self.kind.value}."


def verify() -> list[Fault]:
    """Every fault in both chains; empty when all is as it was written.

    What it cannot see is a whole database set back to an earlier day: compare `marks()` with what
    was noted down elsewhere.
    """
    keys = server_keys().subkeys(PURPOSE)
    return [fault for kind in CHAINS for fault in _faults(kind, keys)]


def marks() -> dict[str, str]:
    """The length and last mark of each chain, to be noted down away from the database."""
    return {
        head.chain: f"{head.count}:{bytes(head.last).hex()}"
        for head in Head.objects.order_by("chain")
    }


def stands(chain: str, mark: str) -> bool:
    """Is the entry noted down earlier (`12:ab…`) still in its chain as it was?"""
    number, _, mac = mark.partition(":")
    kind = next((kind for kind in CHAINS if kind.chain == chain), None)
    if kind is None or not number.isdecimal():
        return False
    entry = kind.objects.filter(number=int(number)).first()
    return entry is not None and bytes(entry.mac).hex() == mac


def _faults(
    kind: type[Event] | type[ReporterEvent], keys: Mapping[bytes, bytes]
) -> Iterator[Fault]:
    head = Head.objects.filter(chain=kind.chain).first()
    promised = head.count if head else 0
    before, last_number, end = FIRST, 0, FIRST
    for entry in kind.objects.order_by("number").iterator(CHUNK):
        for number in range(last_number + 1, entry.number):
            yield Fault(kind.chain, number, FaultKind.MISSING)
        yield from _faults_of(entry, keys, before if entry.number == last_number + 1 else None)
        before, last_number = bytes(entry.mac), entry.number
        if entry.number == promised:
            end = before
    for number in range(last_number + 1, promised + 1):
        yield Fault(kind.chain, number, FaultKind.MISSING)
    yield from _faults_of_end(kind, head, end, last_number, keys)


def _faults_of(
    entry: Event | ReporterEvent, keys: Mapping[bytes, bytes], before: bytes | None
) -> Iterator[Fault]:
    """One entry by itself, and against the one before it unless that one is missing."""
    if bytes(entry.key_id) not in keys:
        yield Fault(entry.chain, entry.number, FaultKind.UNKNOWN_KEY)
    elif not is_genuine(entry, keys):
        yield Fault(entry.chain, entry.number, FaultKind.ALTERED)
    elif before is not None and bytes(entry.before) != before:
        yield Fault(entry.chain, entry.number, FaultKind.UNLINKED)
    if entry.verb == HEAD_ALTERED:
        yield Fault(entry.chain, entry.number, FaultKind.HEAD_ALTERED)


def _faults_of_end(
    kind: type[Event] | type[ReporterEvent],
    head: Head | None,
    end: bytes,
    last_number: int,
    keys: Mapping[bytes, bytes],
) -> Iterator[Fault]:
    if head is None:
        if last_number:
            yield Fault(kind.chain, None, FaultKind.HEAD_MISSING)
        return
    if not is_genuine_head(head, keys):
        yield Fault(kind.chain, None, FaultKind.HEAD_ALTERED)
    elif last_number >= head.count and end != bytes(head.last):
        yield Fault(kind.chain, None, FaultKind.END_DIFFERS)
    now = Head.objects.get(pk=kind.chain).count  # Others may have written meanwhile.
    for number in kind.objects.filter(number__gt=now).values_list("number", flat=True):
        yield Fault(kind.chain, number, FaultKind.SURPLUS)
