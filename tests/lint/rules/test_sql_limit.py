import pytest

from tests.lint.asking import RECENT, asking, told
from tests.lint.checking import findings, marked

RULE = "sql-limit"
FROM = f"FROM outqueue.sendattempts WHERE {RECENT}"


def test_any_of_the_rows_is_information():
    source = asking(f"SELECT result {FROM} LIMIT 1")
    assert (marked(RULE, source), findings(RULE, source)[0].severity) == (["LIMIT"], "information")


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT result {FROM} ORDER BY starttime DESC LIMIT 1",
        f"SELECT 1 AS a {FROM} LIMIT 1",
        f"SELECT count(*) AS cnt {FROM} LIMIT 1",
        f"SELECT result {FROM}",
    ],
)
def test_a_limit_is_fine_where_the_row_is_chosen_or_does_not_matter(sql):
    assert told(RULE, sql) == []
