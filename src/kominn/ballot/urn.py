"""Ballots sealed to the vote's own key, and the urn they lie in.

All are equally long, and the urn keeps them sorted by their sealed bytes, which are random: the
same ballots put in in any order make the same urn.
"""

from __future__ import annotations

from uuid import UUID

from kominn.ballot.marks import MOST_LINES
from kominn.core.serverkey import server_keys
from kominn.vault.ciphertext import CannotOpen, Place, Stored, open_with_any, seal
from kominn.vault.keypairs import new_key_pair, unwrap, wrap

PURPOSE = "ballots"
LENGTH = 1 + 32 + MOST_LINES + 16
"""Version, encapsulated key, ballot, tag."""


def new_keys(vote: UUID) -> tuple[bytes, bytes]:
    """The key all seal to, and the key that opens, sealed under the server key."""
    pair = new_key_pair()
    key = server_keys().subkey(PURPOSE)
    return pair.public, seal(pair.private, key=key, place=_place(vote), step=1)


def opened_key(sealed: Stored, vote: UUID) -> bytes:
    return open_with_any(sealed, keys=server_keys().subkeys(PURPOSE), place=_place(vote))


def put_in(ballots: Stored, packed: bytes, *, key: Stored, vote: UUID) -> bytes:
    """The urn with one more."""
    sealed = wrap(packed, to=key, meant_for=("ballot", str(vote)))
    assert len(sealed) == LENGTH
    return b"".join(sorted([*_each(bytes(ballots)), sealed]))


def open_all(ballots: Stored, *, key: bytes, vote: UUID) -> tuple[list[bytes], int]:
    """All ballots, sorted, and how many could not be opened."""
    opened: list[bytes] = []
    broken = 0
    for sealed in _each(bytes(ballots)):
        try:
            opened.append(unwrap(sealed, private=key, meant_for=("ballot", str(vote))))
        except CannotOpen:
            broken += 1
    return sorted(opened), broken


def number_in(ballots: Stored) -> int:
    return len(ballots) // LENGTH


def _each(ballots: bytes) -> list[bytes]:
    return [ballots[start : start + LENGTH] for start in range(0, len(ballots), LENGTH)]


def _place(vote: UUID) -> Place:
    return Place("ballot_vote", "private_key", vote)
