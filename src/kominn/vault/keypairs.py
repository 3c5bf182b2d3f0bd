"""Key pairs of members and teams, and keys sealed to them by HPKE (RFC 9180).

Each wrap names what it is for (which team, epoch, person or record); it opens for nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kominn.vault.ciphertext import CannotOpen, Stored, bound

VERSION = b"\x01"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyPair(NamedTuple):
    public: bytes
    private: bytes

    def __repr__(self) -> str:
        return "<KeyPair>"


def new_key_pair() -> KeyPair:
    private = X25519PrivateKey.generate()
    return KeyPair(private.public_key().public_bytes_raw(), private.private_bytes_raw())


def public_half(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def wrap(key: bytes, *, to: Stored, meant_for: tuple[str, ...]) -> bytes:
    """Seal a key to the holder of a private key."""
    public = X25519PublicKey.from_public_bytes(bytes(to))
    return VERSION + SUITE.encrypt(key, public, info=_info(meant_for))


def unwrap(wrapped: Stored, *, private: bytes, meant_for: tuple[str, ...]) -> bytes:
    version, body = bytes(wrapped)[:1], bytes(wrapped)[1:]
    if version != VERSION:
        raise CannotOpen
    holder = X25519PrivateKey.from_private_bytes(private)
    try:
        return SUITE.decrypt(body, holder, info=_info(meant_for))
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _info(meant_for: tuple[str, ...]) -> bytes:
    return bound(b"kominn wrap", VERSION, *(part.encode() for part in meant_for))
