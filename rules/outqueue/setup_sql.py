"""The SQL that an administrator may want to run in VPOP3's database. mxadmin only shows it."""

from psycopg import sql

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


def read_only_role_sql(database: str, *, role: str = ROLE, password: str = PLACEHOLDER) -> str:
    """Return SQL that makes a role which may read the send attempts of that database and nothing else."""
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    return sql.SQL(READ_ONLY_ROLE).format(password=sql.Literal(password), **names).as_string()
