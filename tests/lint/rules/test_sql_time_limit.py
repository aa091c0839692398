import pytest

from tests.lint.checking import check_server, findings, marked

RULE = "sql-time-limit"


def asking(sql: str) -> str:
    return check_server(f"return VPOP3.PostgresQuery([[{sql}]])")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM outqueue.sendattempts",
        "SELECT COUNT(*) AS cnt FROM sendattempts WHERE server = 'x'",
        "SELECT 1 FROM outqueue.sendattempts WHERE starttime < CURRENT_TIMESTAMP",
        "SELECT 1 FROM outqueue.sendattempts WHERE now() > starttime",
        "SELECT starttime FROM outqueue.sendattempts ORDER BY starttime",
        "WITH old AS (SELECT * FROM outqueue.sendattempts) SELECT * FROM old WHERE starttime > now()",
        "SELECT (SELECT COUNT(*) FROM outqueue.sendattempts) AS total",
    ],
)
def test_a_query_of_all_time_is_reported_at_its_table(sql):
    assert marked(RULE, asking(sql)) == ["sendattempts"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM outqueue.sendattempts WHERE starttime > CURRENT_TIMESTAMP + '-15 MINUTES'",
        "SELECT 1 FROM outqueue.sendattempts s WHERE s.server = 'x' AND (now() - interval '1 hour') <= s.starttime",
        "SELECT 1 FROM outqueue.sendattempts WHERE starttime BETWEEN now() - interval '1 day' AND now()",
        "SELECT 1 FROM outqueue.sendattempts WHERE now() - starttime < interval '1 day'",
        "SELECT result FROM outqueue.sendattempts ORDER BY starttime DESC LIMIT 20",
        "SELECT 1 FROM other WHERE x = 1",
        "SELECT 1",
        "not SQL at all",
    ],
)
def test_a_limited_one_and_other_tables_are_not(sql):
    assert findings(RULE, asking(sql)) == []


def test_sql_in_pieces_is_put_together():
    pieces = '"SELECT 1 FROM outqueue.sendattempts" .. " WHERE server = \'" .. domain .. "\'"'
    assert marked(RULE, check_server(f"return VPOP3.PostgresQuery({pieces})")) == ["sendattempts"]
    limited = f'{pieces} .. " AND starttime > now()"'
    assert marked(RULE, check_server(f"return VPOP3.PostgresQuery({limited})")) == []


def test_a_condition_that_the_script_makes_is_trusted():
    source = 'local function f(c) return VPOP3.PostgresQuery("SELECT 1 FROM sendattempts WHERE " .. c) end return f'
    assert marked(RULE, source) == []


def test_sql_is_followed_through_names_formats_and_helpers():
    named = 'local sql = "SELECT 1 FROM sendattempts"'
    assert marked(RULE, check_server(named, "return VPOP3.PostgresQuery(sql)")) == ["sendattempts"]
    formatted = 'VPOP3.PostgresQuery(("SELECT %d FROM sendattempts WHERE server = %s"):format(1, "x"))'
    assert marked(RULE, check_server(f"return {formatted}")) == ["sendattempts"]
    helper = "local function ask(sql) return VPOP3.PostgresQuery(sql) or {} end\n"
    assert marked(RULE, helper + check_server('return ask("SELECT 1 FROM sendattempts")')) == ["sendattempts"]


def test_a_limit_that_is_added_later_counts():
    lines = ["local sql = 'SELECT 1 FROM outqueue.sendattempts WHERE 1 = 1'", "return VPOP3.PostgresQuery(sql)"]
    limit = "sql = sql .. \" AND starttime > now() - interval '1 hour'\""
    assert marked(RULE, check_server(*lines)) == ["sendattempts"]
    assert marked(RULE, check_server(lines[0], limit, lines[1])) == []
