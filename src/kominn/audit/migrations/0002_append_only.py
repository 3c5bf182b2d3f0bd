"""The database itself refuses to change or remove what stands in the trail.

Whoever later changes these tables on SQLite must set the triggers again: there a changed table is
a new table. A test sees to it.
"""

from django.db import migrations

MESSAGE = "The trail of deeds is append-only."
TABLES = ("audit_event", "audit_reporterevent")

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, '{message}'); END;
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for statement in SQLITE.format(table=table, message=MESSAGE).split("END;")[:-1]:
                schema_editor.execute(statement + "END")
        return
    schema_editor.execute(POSTGRESQL_FUNCTION.format(message=MESSAGE))
    for table in TABLES:
        for statement in POSTGRESQL:
            schema_editor.execute(statement.format(table=table))


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for name in ("no_update", "no_delete", "no_replace"):
                schema_editor.execute(f"DROP TRIGGER {table}_{name}")
        return
    schema_editor.execute("DROP FUNCTION audit_refuse() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_trail")]

    operations = [migrations.RunPython(forbid, allow)]
