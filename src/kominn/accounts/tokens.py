"""One-time links: the letter holds the token, the database only its digest."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits; nothing to guess, so the digest needs no salt."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
