"""Append-only also for whoever reaches the tables past the models: the database itself refuses."""

from collections.abc import Iterable, Iterator

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORGETTABLE = {"author_id", "actor_id"}
"""Set to NULL when an account is deleted; the name stays as text."""


def forbid_changes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """For a migration's RunPython. Whatever makes one of these tables anew must call it again."""
    for name in ("Revision", "AuditEntry"):
        model = apps.get_model("rules", name)
        columns = [field.column for field in model._meta.concrete_fields]
        for statement in statements(editor.connection.vendor, model._meta.db_table, columns):
            editor.execute(statement)


def statements(vendor: str, table: str, columns: Iterable[str]) -> Iterator[str]:
    """Names come from the models, never from outside."""
    fixed = ", ".join(column for column in columns if column not in FORGETTABLE)
    (person,) = FORGETTABLE & set(columns)
    refuse = f"{table}_never_changes"
    if vendor == "postgresql":
        yield (
            f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table}: rows are never changed or deleted'; END $$"
        )
        action = f"FOR EACH ROW %sEXECUTE FUNCTION {refuse}()"
    else:
        action = f"FOR EACH ROW %sBEGIN SELECT RAISE(ABORT, '{table}: rows are never changed or deleted'); END"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {action % ''}"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {fixed} ON {table} {action % ''}"
    forging = f"WHEN (NEW.{person} IS NOT NULL) "
    yield f"CREATE TRIGGER {table}_no_forging BEFORE UPDATE OF {person} ON {table} {action % forging}"
