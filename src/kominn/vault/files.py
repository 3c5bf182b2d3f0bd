"""Files that reporters attach: sealed while they stream in, never on disk in clear.

Each file has its own key and digest, which travel in a `SealedFile` and are themselves sealed in
the row. The original is kept untouched as evidence; what staff open is a copy.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import IO, Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kominn.core.worktime import monday_of
from kominn.vault.ciphertext import CannotOpen, Place, bound, key_id
from kominn.vault.kinds import Kind

HEADER = b"\x01\x02"
"""Version 1 of our form; algorithm 2: AES-256-GCM over a stream, filled up at its end."""
NONCE_BYTES = 12
NONCE_AT = len(HEADER) + 8
BODY_AT = NONCE_AT + NONCE_BYTES


@dataclass(frozen=True, slots=True, repr=False)
class SealedFile:
    """All that is needed to find, open and check one sealed file; holds its key."""

    file_id: UUID
    key: bytes
    digest: bytes
    size: int
    kind: Kind
    name: str

    def to_json(self) -> dict[str, str | int]:
        return {
            "file_id": self.file_id.hex,
            "key": self.key.hex(),
            "digest": self.digest.hex(),
            "size": self.size,
            "kind": self.kind.value,
            "name": self.name,
        }

    @classmethod
    def from_json(cls, described: dict[str, Any]) -> Self:
        return cls(
            file_id=UUID(described["file_id"]),
            key=bytes.fromhex(described["key"]),
            digest=bytes.fromhex(described["digest"]),
            size=described["size"],
            kind=Kind(described["kind"]),
            name=described["name"],
        )

    def __repr__(self) -> str:
        return "<SealedFile>"


def incoming() -> Path:
    """Where files wait that were taken but belong to no record yet."""
    return _folder(Path(settings.SEALED_FILES) / "incoming")


def keep(reference: SealedFile, *, at: datetime | date) -> None:
    """Move a taken file to where it stays, and let its date tell only the week.

    Call it inside the deed's transaction: when that is undone, the same form sent again finds the
    file already kept. What no row refers to is cleared later.
    """
    target = _path(reference.file_id)
    waiting = incoming() / reference.file_id.hex
    if waiting.exists():
        folder = _folder(target.parent)
        waiting.replace(target)
        for moved in (target, folder, waiting.parent):
            _only_the_week(moved, at)
        _folder_to_disk(folder)
    elif not target.exists():
        raise CannotOpen


def open_file(reference: SealedFile) -> bytes:
    """The original, byte for byte."""
    try:
        sealed = _path(reference.file_id).read_bytes()
    except FileNotFoundError:
        raise CannotOpen from None
    return opened(sealed, reference)


def opened(sealed: bytes, reference: SealedFile) -> bytes:
    header = HEADER + key_id(reference.key)
    if not hmac.compare_digest(sealed[:NONCE_AT], header):
        raise CannotOpen
    place = spot(reference.file_id, reference.key)
    nonce, body = sealed[NONCE_AT:BODY_AT], sealed[BODY_AT:]
    try:
        data = AESGCM(reference.key).decrypt(nonce, body, place)[: reference.size]
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    if not hmac.compare_digest(hashlib.sha256(data).digest(), reference.digest):
        raise CannotOpen
    return data


def is_here(file_id: UUID) -> bool:
    """Whether a taken file waits or is kept: what is not sent is cleared after a day."""
    return (incoming() / file_id.hex).exists() or _path(file_id).exists()


def erase(file_id: UUID) -> None:
    """Remove a kept file; without the row's key it could not be read any longer anyway."""
    _path(file_id).unlink(missing_ok=True)


def clear_incoming(*, older_than: datetime) -> int:
    """Remove what was taken for a report that was never sent; how many."""
    return _clear(incoming().iterdir(), older_than, spared=())


def clear_unknown(known: Container[UUID], *, older_than: datetime) -> int:
    """Remove kept files no row refers to, left by deeds that were undone; how many.

    A file's date tells only its week: let `older_than` lie at least two weeks back.
    """
    kept = Path(settings.SEALED_FILES).glob("[0-9a-f][0-9a-f]/*")
    return _clear(kept, older_than, spared=known)


def _clear(paths: Iterator[Path], older_than: datetime, *, spared: Container[UUID]) -> int:
    old = [
        path
        for path in paths
        if path.stat().st_mtime < older_than.timestamp() and UUID(path.name) not in spared
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(file_id: UUID) -> Path:
    return Path(settings.SEALED_FILES) / file_id.hex[:2] / file_id.hex


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def to_disk(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _only_the_week(path: Path, at: datetime | date) -> None:
    monday = datetime.combine(monday_of(at), time(), tzinfo=UTC).timestamp()
    os.utime(path, (monday, monday))


def spot(file_id: UUID, key: bytes) -> bytes:
    place = Place("file", "content", file_id)
    return bound(
        b"kominn sealed",
        HEADER + key_id(key),
        place.table.encode(),
        place.column.encode(),
        place.record.bytes,
    )
