"""All tables and columns of the connected database, for checking the names in a script's SQL."""

from psycopg import sql

from rules.analysis.sql.catalogue import Catalogue
from rules.outqueue.connection.database import Vpop3Database

_COLUMNS = sql.SQL("""
    SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_toast%'
    GROUP BY n.nspname, c.relname
    ORDER BY n.nspname, c.relname
""")
_SEARCH_PATH = sql.SQL("SELECT current_schemas(false)::text[]")


def read_catalogue(database: Vpop3Database) -> Catalogue:
    """Read the catalogue, also of tables that the role may not read: a name that exists is not misspelt. Raises
    Unavailable."""
    tables = {(str(schema), str(table)): _names(columns) for schema, table, columns in database.rows(_COLUMNS)}
    return Catalogue(tables=tables, search_path=_names(database.rows(_SEARCH_PATH)[0][0]))


def _names(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()
