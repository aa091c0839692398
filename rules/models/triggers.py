"""Triggers that keep tables append-only when something bypasses the models: the database itself refuses."""

from collections.abc import Iterable, Iterator

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import UniqueConstraint

FORGETTABLE = {"author_id", "actor_id"}
"""Columns that are set to NULL when an account is deleted; the name stays as text."""


def forbid_changes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers, from a migration's RunPython; it may run repeatedly. A migration that recreates one of these
    tables must call it again."""
    for name in ("Revision", "AuditEntry"):
        options = apps.get_model("rules", name)._meta
        keys = [[options.pk.column]]
        for constraint in options.constraints:
            if isinstance(constraint, UniqueConstraint):
                keys.append([options.get_field(field).column for field in constraint.fields])
        columns = [field.column for field in options.concrete_fields]
        for statement in statements(editor.connection.vendor, options.db_table, columns, keys):
            editor.execute(statement)


def statements(vendor: str, table: str, columns: Iterable[str], keys: Iterable[Iterable[str]]) -> Iterator[str]:
    """Return the statements that create the triggers. Names come from the models, never from outside. What replaces or
    empties is no UPDATE and no DELETE to either database: SQLite's REPLACE is an insert of a key that is there,
    PostgreSQL's TRUNCATE a statement of its own."""
    fixed = ", ".join(column for column in columns if column not in FORGETTABLE)
    (person,) = FORGETTABLE & set(columns)
    sentence = f"{table}: rows are never changed or deleted"
    events = {
        "delete": "BEFORE DELETE ON {table} FOR EACH ROW",
        "update": f"BEFORE UPDATE OF {fixed} ON {{table}} FOR EACH ROW",
        "forging": f"BEFORE UPDATE OF {person} ON {{table}} FOR EACH ROW WHEN (NEW.{person} IS NOT NULL)",
    }
    if vendor == "postgresql":
        refuse = f"{table}_never_changes"
        yield (
            f"CREATE OR REPLACE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        )
        events["truncate"] = "BEFORE TRUNCATE ON {table}"
        on, action = f" ON {table}", f"EXECUTE FUNCTION {refuse}()"
    else:
        same = " OR ".join(" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # see above
        events["replace"] = f"BEFORE INSERT ON {{table}} FOR EACH ROW WHEN ({exists})"
        on, action = "", f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    for name, event in events.items():
        yield f"DROP TRIGGER IF EXISTS {table}_no_{name}{on}"
        yield f"CREATE TRIGGER {table}_no_{name} {event.format(table=table)} {action}"
