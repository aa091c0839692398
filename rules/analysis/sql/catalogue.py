"""The tables and columns of a database, as far as rules need them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Complaint = tuple[str, int | None]
"""PostgreSQL's error message for a query, and the character it names, from 0."""


def nothing_to_ask(_sql: str) -> Complaint | None:
    """Check nothing: used where there is no database."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """`tables`: column names by (schema, table), in the order of the table. `search_path`: the schemas in which a
    table without schema is looked for; pg_catalog is always one. Names as PostgreSQL keeps them. `judge` has the
    database plan a query without running it, and tells why it cannot."""

    tables: Mapping[tuple[str, str], tuple[str, ...]]
    search_path: tuple[str, ...] = ("public",)
    judge: Callable[[str], Complaint | None] = nothing_to_ask

    def find(self, schema: str | None, table: str) -> tuple[str, str] | None:
        """Return the full name of the table that a query means."""
        places = [schema] if schema else ["pg_catalog", *self.search_path]
        return next(((place, table) for place in places if (place, table) in self.tables), None)

    def schemas_with(self, table: str) -> tuple[str, ...]:
        return tuple(sorted(schema for schema, name in self.tables if name == table))
