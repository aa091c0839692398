import pytest

from tests.lint.checking import check_server, findings, marked

RULE = "sql-time-limit"
ALIAS = "FROM outqueue.sendattempts AS a"
RECENT = "a.starttime > now() - interval '15 minutes'"


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
        "WITH old AS MATERIALIZED (SELECT * FROM outqueue.sendattempts) SELECT * FROM old WHERE starttime > now()",
        "SELECT (SELECT COUNT(*) FROM outqueue.sendattempts) AS total",
        "SELECT 1 FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour' OR server = 'x'",
        "SELECT 1 FROM outqueue.sendattempts WHERE NOT starttime > now()",
        "SELECT count(*) FILTER (WHERE starttime > now()) FROM outqueue.sendattempts",
        "SELECT 1 FROM (SELECT max(starttime) AS starttime, count(*) FROM outqueue.sendattempts GROUP BY server) s "
        "WHERE s.starttime > now()",
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
        f"SELECT 1 {ALIAS}, (VALUES ('421'), ('450')) AS c(code) WHERE left(a.result, 3) = c.code AND {RECENT}",
        f"SELECT 1 {ALIAS} JOIN (VALUES ('421')) AS c(code) ON left(a.result, 3) = c.code AND {RECENT}",
        f"SELECT 1 {ALIAS}, unnest(ARRAY['421', '450']) AS code WHERE {RECENT}",
        f"SELECT 1 {ALIAS} LEFT JOIN LATERAL (SELECT 1) x ON true WHERE {RECENT}",
        f"SELECT l.n FROM (VALUES ('x')) s(server), LATERAL (SELECT count(*) AS n {ALIAS} WHERE {RECENT}) l",
        "SELECT 1 FROM (SELECT server, starttime AS at FROM outqueue.sendattempts) s WHERE s.at > now()",
        "WITH r AS (SELECT * FROM outqueue.sendattempts) SELECT 1 FROM r WHERE r.starttime > now()",
        f"WITH c(code) AS (VALUES ('421')) SELECT 1 {ALIAS} JOIN c ON left(a.result, 3) = c.code WHERE {RECENT}",
        f"SELECT EXISTS (SELECT 1 {ALIAS} WHERE {RECENT}) AS any",
        f"SELECT 1 {ALIAS} WHERE {RECENT} UNION ALL SELECT 2 {ALIAS} WHERE {RECENT}",
        f"SELECT 1 {ALIAS} WHERE ({RECENT} AND server = 'x') OR ({RECENT} AND server = 'y')",
        "SELECT 1 FROM outqueue.sendattempts WHERE date_trunc('day', starttime) = date_trunc('day', now())",
        "SELECT 1 FROM outqueue.sendattempts WHERE NOT starttime <= now() - interval '1 hour'",
        "SELECT 1 FROM outqueue.sendattempts WHERE tstzrange(now() - interval '1 hour', now()) @> starttime",
        "SELECT max(starttime) AS last FROM outqueue.sendattempts WHERE server = 'x'",
        "SELECT 1 FROM other WHERE x = 1",
        "SELECT 1",
        "not SQL at all",
    ],
)
def test_queries_with_a_limit_or_of_other_tables_are_not_reported(sql):
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
