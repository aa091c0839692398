import pytest

from tests.lint.asking import asking, told, where
from tests.lint.checking import findings

RULE = "sql-write"
TABLE = "outqueue.sendattempts"


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        (f"DELETE FROM {TABLE}", "DELETE"),
        (f"update {TABLE} SET result = NULL", "UPDATE"),
        (f"INSERT INTO {TABLE} (server) VALUES ('a')", "INSERT"),
        (f"-- gone\nDROP TABLE {TABLE}", "DROP"),
        (f"WITH gone AS (DELETE FROM {TABLE} RETURNING 1) SELECT 1 AS a FROM gone", "DELETE"),
    ],
)
def test_a_change_of_the_database_is_an_error(sql, word):
    (found,) = findings(RULE, asking(sql))
    assert (found.severity, found.message.startswith(f"{word} changes VPOP3's database")) == ("error", True)


def test_a_second_statement_and_one_that_is_no_query_are_reported():
    assert "second statement" in told(RULE, where("true; SELECT 2"))[0]
    assert "SET is no query" in told(RULE, "SET statement_timeout = 0")[0]


@pytest.mark.parametrize("sql", [where("true;"), where("server = 'a; DELETE FROM b'"), where("result = 'drop'")])
def test_one_query_is_right(sql):
    assert told(RULE, sql) == []
