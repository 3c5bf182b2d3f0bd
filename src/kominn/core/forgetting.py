"""What was deleted is still in the database's own files, until it forgets it too."""

from __future__ import annotations

from django.db import connection


def let_the_database_forget(*tables: str) -> None:
    """SQLite's log, and what PostgreSQL keeps of deleted rows; of all tables where none is named.

    Neither can be done within a transaction: there nothing happens.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM {', '.join(tables)}")
