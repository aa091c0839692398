"""PostgreSQL runs what the rules about SQL write, and refuses what they call an error."""

import psycopg
import pytest

from tests.lint.asking import troubles
from tests.lint.rules import test_sql_dialect, test_sql_interval, test_sql_null, test_sql_syntax, test_sql_text

CREATE = "CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)"
CORRECTED = [test_sql_null.CORRECTED, test_sql_interval.CORRECTED, test_sql_dialect.CORRECTED, test_sql_text.CORRECTED]
CLEAN = [test_sql_interval.CLEAN, test_sql_dialect.CLEAN, test_sql_text.CLEAN]
TOLD = [test_sql_dialect.TOLD, test_sql_syntax.TOLD]


@pytest.fixture
def connection(fresh_database):
    with psycopg.connect(fresh_database(), autocommit=True) as connection:
        connection.execute(CREATE)
        yield connection


def test_correct_queries_run(connection):
    for sql in [*(right for cases in CORRECTED for _, right in cases), *(sql for cases in CLEAN for sql in cases)]:
        connection.execute(sql)


def test_every_reported_error_is_one(connection):
    written = [sql for cases in (*CORRECTED, *TOLD) for sql, _ in cases]
    wrong = [sql for sql in written if any(each.severity == "error" for each in troubles(sql))]
    assert len(wrong) > 20
    for sql in wrong:
        with pytest.raises(psycopg.Error):
            connection.execute(sql)
