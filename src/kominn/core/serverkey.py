"""The server key: the one secret that stands outside the database and outside its backups.

The file holds a key a line, `kominn-key <base64>` for a real city and `kominn-demo-key <base64>`
for the demo; the first line is the current key, the others are older ones still accepted. The
kind is mixed into every key derived from it, so what one kind sealed the other cannot open.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Kind = Literal["real", "demo"]
LABELS: dict[str, Kind] = {"kominn-key": "real", "kominn-demo-key": "demo"}
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class ServerKeys:
    """The current key first, then older ones; never shown by `repr`."""

    kind: Kind
    keys: tuple[bytes, ...]

    def subkey(self, purpose: str) -> bytes:
        """The current 32-byte key for one purpose."""
        return _named(self.keys[0], self.kind, purpose)[1]

    def subkeys(self, purpose: str) -> dict[bytes, bytes]:
        """Every accepted key for one purpose, by its 8-byte identifier, current first."""
        return dict(_named(key, self.kind, purpose) for key in self.keys)


def key_id(key: bytes) -> bytes:
    """Eight bytes that name a key without telling anything of it."""
    return HKDF(SHA256(), length=8, salt=None, info=b"kominn key id").derive(key)


def generate(kind: Kind) -> str:
    label = next(label for label, its_kind in LABELS.items() if its_kind == kind)
    return f"{label} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"


def locate(default: Path) -> Path:
    """A systemd credential wins over the file named in the environment."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(directory) / "kominn-server-key" if directory else None
    return credential if credential and credential.exists() else default


def load(path: Path) -> ServerKeys:
    try:
        lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    except OSError as error:
        raise ImproperlyConfigured(
            f"No server key can be read at {path}. Make one with `./kominn setup`."
        ) from error
    try:
        kinds = {LABELS[label] for label, _ in lines}
        keys = tuple(base64.b64decode(text, validate=True) for _, text in lines)
    except (KeyError, ValueError, binascii.Error):
        # No cause: a traceback must not carry a line of the key file.
        raise ImproperlyConfigured(
            f"The server key at {path} is not written as it should be."
        ) from None
    if len(kinds) != 1 or any(len(key) != KEY_BYTES for key in keys):
        raise ImproperlyConfigured(f"The server key at {path} is not written as it should be.")
    return ServerKeys(kinds.pop(), keys)


@cache
def server_keys() -> ServerKeys:
    return load(settings.SERVER_KEY_FILE)


# A few purposes, asked for in every deed; the server key itself is in memory anyway.
@lru_cache(maxsize=64)
def _named(key: bytes, kind: Kind, purpose: str) -> tuple[bytes, bytes]:
    derived = _derive(key, kind, purpose)
    return key_id(derived), derived


def _derive(key: bytes, kind: Kind, purpose: str) -> bytes:
    info = f"kominn {kind} {purpose}".encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(key)
