"""The keyed marks that chain the trail: who has the database but not the server key makes none."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC

from kominn.audit.models import Entry, Head
from kominn.core.serverkey import server_keys

PURPOSE = "audit"
MARK = "mark"
"""Where an entry keeps a mark of words that it vouches for and does not tell."""
WORDS_BYTES = 16
FIRST = bytes(32)
"""What stands before the first entry."""


def mark_of(entry: Entry, key: bytes) -> bytes:
    return _mark(
        key,
        entry.chain,
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.verb,
        entry.target,
        entry.by,
        entry.detail,
        bytes(entry.before).hex(),
    )


def mark_of_head(head: Head, key: bytes) -> bytes:
    return _mark(key, "head", head.chain, head.count, bytes(head.last).hex())


def is_genuine(entry: Entry, keys: Mapping[bytes, bytes]) -> bool:
    key = keys.get(bytes(entry.key_id))
    return key is not None and hmac.compare_digest(mark_of(entry, key), bytes(entry.mac))


def is_genuine_head(head: Head, keys: Mapping[bytes, bytes]) -> bool:
    key = keys.get(bytes(head.key_id))
    return key is not None and hmac.compare_digest(mark_of_head(head, key), bytes(head.mac))


def mark_of_words(*words: object) -> str:
    """What an entry keeps of words that it vouches for and does not tell. Half a mark, in hex."""
    return _mark(server_keys().subkey(PURPOSE), "words", *words)[:WORDS_BYTES].hex()


def vouches(mark: str, *words: object) -> bool:
    """Was the mark made of these very words, under this server key or one before it?"""
    made = (_mark(key, "words", *words) for key in server_keys().subkeys(PURPOSE).values())
    return any(hmac.compare_digest(one[:WORDS_BYTES].hex(), mark) for one in made)


def _mark(key: bytes, *parts: object) -> bytes:
    # A JSON list is unambiguous: no part can be read as belonging to its neighbour.
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, written.encode(), "sha256")
