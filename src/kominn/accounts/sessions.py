"""Sessions whose rows open nothing: the cookie holds the key, the database only its digest.

In Django's own table the key stands as it is, so that whoever reads the table could come in as any
colleague who is logged in. What a row holds is signed for its own key, and useless under another.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kominn.accounts.tokens import digest

ROW_CHARACTERS = 40


def row_of(session_key: str) -> str:
    """The name of a session's row: 160 bits of digest."""
    return digest(session_key)[:ROW_CHARACTERS]


class SessionStore(db.SessionStore):
    @property
    def key_salt(self) -> str:
        return f"kominn session {self.session_key}"

    def _get_session_from_db(self) -> Session | None:
        named = Session.objects.filter(session_key=row_of(self.session_key or ""))
        found = named.filter(expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str | None) -> bool:
        return super().exists(row_of(session_key or ""))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = super().create_model_instance(data)
        return Session(row_of(made.session_key), made.session_data, made.expire_date)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(row_of(key))
