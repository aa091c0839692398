"""Empty databases for tests: used ones are emptied and renamed, as a new one takes longer than most tests."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from mxadmin.demo.postgres import EmbeddedPostgres

EMPTY = """
DO $$
DECLARE made record;
BEGIN
    PERFORM pg_terminate_backend(pid)
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR made IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', made.nspname);
    END LOOP;
    FOR made IN SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_' || current_database() LOOP
        EXECUTE format('DROP OWNED BY %I; DROP ROLE %I', made.rolname, made.rolname);
    END LOOP;
    EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
    CREATE SCHEMA public AUTHORIZATION pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
END
$$
"""
"""Take out what tests make: schemas, settings of the database, and the roles whose names end in the database's."""
LEFT = """
SELECT count(*) FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'
"""


class Databases:
    """The empty databases of one server, each under a name that none had before: what the application knows of a
    database, it keeps by its name."""

    def __init__(self, server: EmbeddedPostgres, *, numbers: Iterator[int]) -> None:
        self.server = server
        self._numbers = numbers
        self._empty: list[str] = []

    def take(self) -> str:
        """Return the name of an empty database."""
        name = f"test_{next(self._numbers)}"
        if self._empty:
            self._rename(self._empty.pop(), name)
        else:
            self.server.create_database(name)
        return name

    def give_back(self, name: str) -> None:
        """Empty the database for another test; drop it where a test made what cannot be taken out."""
        with psycopg.connect(self.server.url(name), autocommit=True) as owner:
            owner.execute(EMPTY)
            left = owner.execute(LEFT).fetchall()
        if left == [(0,), (0,)]:
            self._empty.append(name)
        else:
            self.server.drop_database(name)

    def _rename(self, former: str, name: str) -> None:
        with psycopg.connect(self.server.url(), autocommit=True) as owner:
            owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (former, name))))
