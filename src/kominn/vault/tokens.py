"""State that travels through the reader's browser, sealed: only the server reads or changes it.

Without JavaScript a form of many pages carries its answers from page to page. They must not stand
in a readable row before the reporter has sent them, so they stand nowhere but in the page.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kominn.core.serverkey import server_keys
from kominn.vault.ciphertext import CannotOpen, Place, open_with_any, seal

NO_RECORD = UUID(int=0)
MAX_TOKEN_CHARACTERS = 2_000_000


def seal_state(data: dict[str, Any], *, purpose: str, at: datetime) -> str:
    letter = {"at": at.timestamp(), "data": data}
    # Letters beyond ASCII as they are: escaped, an Arabic report would take three times the room.
    text = json.dumps(letter, separators=(",", ":"), ensure_ascii=False)
    sealed = seal(
        text.encode(errors="surrogatepass"),
        key=server_keys().subkey(_key_purpose(purpose)),
        place=_place(purpose),
    )
    return base64.urlsafe_b64encode(sealed).decode()


def open_state(token: str, *, purpose: str, at: datetime, max_age: timedelta) -> dict[str, Any]:
    """The data again. A token from the future opens: the clock may have been set back."""
    keys = server_keys().subkeys(_key_purpose(purpose))
    letter = json.loads(open_with_any(_decoded(token), keys=keys, place=_place(purpose)))
    if at.timestamp() - letter["at"] > max_age.total_seconds():
        raise CannotOpen
    data: dict[str, Any] = letter["data"]
    return data


def _decoded(token: str) -> bytes:
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise CannotOpen
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise CannotOpen from None


def _key_purpose(purpose: str) -> str:
    return f"state {purpose}"


def _place(purpose: str) -> Place:
    return Place("state", purpose, NO_RECORD)
