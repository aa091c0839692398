"""The SQL that an administrator may want to run in VPOP3's database. mxadmin only shows it."""

from psycopg import sql

from rules.outqueue.columns import TABLE, Columns

ROLE = "mxadmin_reader"
PLACEHOLDER = "a long random password of your own"

READ_ONLY_ROLE = """\
CREATE ROLE {role} LOGIN PASSWORD {password}
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 20;
ALTER ROLE {role} SET default_transaction_read_only = on;
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA outqueue TO {role};
GRANT SELECT ON outqueue.sendattempts TO {role};
"""

INDEX = f"CREATE INDEX CONCURRENTLY ON {TABLE} (server, starttime);"
"""Not blocking VPOP3's writing, slower to build, and not to be run in a transaction (PostgreSQL's CREATE INDEX)."""


def read_only_role_sql(database: str, *, role: str = ROLE, password: str = PLACEHOLDER) -> str:
    """Makes a role that may read the send attempts of that database and nothing else."""
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    return sql.SQL(READ_ONLY_ROLE).format(password=sql.Literal(password), **names).as_string()


def missing_index_sql(columns: Columns) -> str | None:
    """What makes queries for one server fast, as the vendor's example asks them; None where it is there."""
    return None if columns.indexed else INDEX
