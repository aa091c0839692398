"""The tables of a database, as the linter learns of them."""

import psycopg
import pytest

from rules.outqueue.catalogue import read_catalogue
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Unavailable


@pytest.fixture
def catalogue(fresh_database):
    url = fresh_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            'CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, "Odd" int, gone int)'
        )
        connection.execute("ALTER TABLE outqueue.sendattempts DROP COLUMN gone")
        connection.execute("CREATE VIEW busy AS SELECT server FROM outqueue.sendattempts")
    database = Vpop3Database(url)
    yield read_catalogue(database)
    database.close()


def test_tables_and_views_with_their_columns_as_they_are_now(catalogue):
    assert catalogue.tables["outqueue", "sendattempts"] == ("server", "Odd")
    assert catalogue.tables["public", "busy"] == ("server",)
    assert "relname" in catalogue.tables["pg_catalog", "pg_class"]


def test_a_table_without_schema_is_looked_for_on_the_search_path(catalogue):
    assert catalogue.find(None, "busy") == ("public", "busy")
    assert catalogue.find(None, "pg_class") == ("pg_catalog", "pg_class")
    assert catalogue.find(None, "sendattempts") is None
    assert catalogue.schemas_with("sendattempts") == ("outqueue",)


def test_a_database_that_is_away_says_so():
    with pytest.raises(Unavailable):
        read_catalogue(Vpop3Database("postgresql://nobody@127.0.0.1:1/none", connect_timeout=0.5))
