"""One form of ciphertext for everything sealed: versioned, and bound to the spot where it stands.

`version | algorithm | key id (8) | nonce (12) | AES-256-GCM`. Table, column, record and key id are
authenticated with it, so a value copied to another row or column does not open there. The length
is hidden in steps of 512 bytes.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kominn.core.serverkey import key_id

__all__ = [
    "CannotOpen",
    "Place",
    "Stored",
    "bound",
    "key_id",
    "key_id_of",
    "open_json",
    "open_sealed",
    "open_text",
    "open_with_any",
    "seal",
    "seal_json",
    "seal_text",
]

# As the databases give it back.
Stored: TypeAlias = "bytes | memoryview"

VERSION = 1
AES_256_GCM = 1
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEADER_BYTES = 2 + KEY_ID_BYTES + NONCE_BYTES
LENGTH_BYTES = 4
STEP_BYTES = 512


class CannotOpen(Exception):
    """Wrong key, wrong spot or a changed value: which of them is never told."""

    def __init__(self) -> None:
        super().__init__("This cannot be opened.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands."""

    table: str
    column: str
    record: UUID


def seal(plaintext: bytes, *, key: bytes, place: Place, step: int = STEP_BYTES) -> bytes:
    """Seal for one spot. A `step` of 1 hides no length: for keys, which all have the same."""
    header = bytes([VERSION, AES_256_GCM]) + key_id(key)
    nonce = secrets.token_bytes(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, _padded(plaintext, step), _spot(place, header))
    return header + nonce + body


def open_sealed(ciphertext: Stored, *, key: bytes, place: Place) -> bytes:
    header, nonce, body = _parts(bytes(ciphertext))
    if not hmac.compare_digest(header, bytes([VERSION, AES_256_GCM]) + key_id(key)):
        raise CannotOpen
    try:
        return _unpadded(AESGCM(key).decrypt(nonce, body, _spot(place, header)))
    except InvalidTag:
        raise CannotOpen from None


def seal_text(text: str, *, key: bytes, place: Place) -> bytes:
    # Half a surrogate pair is no text in any language; it must not stop a report.
    return seal(text.encode(errors="replace"), key=key, place=place)


def open_text(ciphertext: Stored, *, key: bytes, place: Place) -> str:
    return open_sealed(ciphertext, key=key, place=place).decode()


def seal_json(value: Any, *, key: bytes, place: Place) -> bytes:
    return seal(json.dumps(value, separators=(",", ":")).encode(), key=key, place=place)


def open_json(ciphertext: Stored, *, key: bytes, place: Place) -> Any:
    return json.loads(open_sealed(ciphertext, key=key, place=place))


def key_id_of(ciphertext: Stored) -> bytes:
    """Which key sealed this: to find the right one among a current key and older ones."""
    header, _, _ = _parts(bytes(ciphertext))
    return header[2:]


def open_with_any(ciphertext: Stored, *, keys: Mapping[bytes, bytes], place: Place) -> bytes:
    """Open with the one of several keys that is named in the ciphertext."""
    key = keys.get(key_id_of(ciphertext))
    if key is None:
        raise CannotOpen
    return open_sealed(ciphertext, key=key, place=place)


def bound(*parts: bytes) -> bytes:
    """The parts joined so that no two lists give the same bytes: each with its length before it."""
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts)


def _spot(place: Place, header: bytes) -> bytes:
    return bound(
        b"kominn sealed", header, place.table.encode(), place.column.encode(), place.record.bytes
    )


def _parts(ciphertext: bytes) -> tuple[bytes, bytes, bytes]:
    if len(ciphertext) < HEADER_BYTES:
        raise CannotOpen
    end = 2 + KEY_ID_BYTES
    return ciphertext[:end], ciphertext[end:HEADER_BYTES], ciphertext[HEADER_BYTES:]


def _padded(plaintext: bytes, step: int) -> bytes:
    filled = len(plaintext).to_bytes(LENGTH_BYTES, "big") + plaintext
    return filled + bytes(-len(filled) % step)


def _unpadded(filled: bytes) -> bytes:
    length = int.from_bytes(filled[:LENGTH_BYTES], "big")
    return filled[LENGTH_BYTES : LENGTH_BYTES + length]
