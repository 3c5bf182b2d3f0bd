"""What a test with real commits leaves behind is deleted: only from tables that hold something."""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction

from tests.audit.attacker import without_triggers

# Made once with the database, and the same for every test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_every_table() -> None:
    filled = _filled()
    if not filled:
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            # Neither foreign keys nor the trail's triggers hold in this role.
            cursor.execute("SET LOCAL session_replication_role = replica")
            _delete(cursor, filled)
        return
    with (
        connection.constraint_checks_disabled(),
        without_triggers(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        _delete(cursor, filled)


def _delete(cursor, tables: list[str]) -> None:
    for table in tables:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _filled() -> list[str]:
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [row[0] for row in cursor.fetchall()]


@cache
def _tables() -> tuple[str, ...]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(names) - KEPT))
