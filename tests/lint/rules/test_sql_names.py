import pytest

from rules.analysis.sql.catalogue import Catalogue
from tests.lint.checking import check_server, corrected, findings, marked, messages

RULE = "sql-names"
CATALOGUE = Catalogue(
    tables={
        ("outqueue", "sendattempts"): ("server", "starttime", "result", "Odd"),
        ("outqueue", "messages"): ("id", "size"),
        ("public", "users"): ("name",),
        ("pg_catalog", "pg_class"): ("relname",),
    }
)


def asking(sql: str) -> str:
    return check_server(f"return VPOP3.PostgresQuery([[{sql}]])")


def marks(sql: str) -> list[str]:
    return marked(RULE, asking(sql), catalogue=CATALOGUE)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT servr FROM outqueue.sendattempts", ["servr"]),
        ("SELECT 1 FROM outqueue.sendattempt", ["outqueue.sendattempt"]),
        ("SELECT 1 FROM sendattempts", ["sendattempts"]),
        ("SELECT a.size FROM outqueue.sendattempts a, outqueue.messages m", ["size"]),
        ("SELECT size, nothing FROM outqueue.sendattempts, outqueue.messages", ["nothing"]),
        ("SELECT 1 FROM outqueue.sendattempts WHERE domain = 'x' ORDER BY size", ["domain", "size"]),
        ("SELECT odd FROM outqueue.sendattempts", ["odd"]),
        ("SELECT (SELECT wrong FROM users) FROM outqueue.sendattempts", ["wrong"]),
        ("SELECT (SELECT u.wrong FROM users u) FROM outqueue.sendattempts", ["wrong"]),
        ("SELECT x.n FROM (SELECT wrong AS n FROM users) AS x", ["wrong"]),
        ("SELECT x.m FROM (SELECT name AS n FROM users) AS x", ["m"]),
        ("SELECT server FROM (SELECT size AS n FROM outqueue.messages) AS x", ["server"]),
        ("WITH w AS (SELECT name AS n FROM users) SELECT m FROM w", ["m"]),
        ("WITH w AS (SELECT 1 AS a) SELECT wrong FROM users", ["wrong"]),
        ("SELECT 1 FROM users WHERE name IN (SELECT server FROM outqueue.sendattempts WHERE siz > 1)", ["siz"]),
        ("SELECT name FROM users UNION SELECT wrong FROM outqueue.messages", ["wrong"]),
        ("WITH w AS (SELECT wrong FROM users) SELECT * FROM w", ["wrong"]),
        ("SELECT COUNT(*) FROM users GROUP BY nam", ["nam"]),
    ],
)
def test_names_that_the_database_does_not_have_are_marked_in_the_literal(sql, words):
    assert marks(sql) == words


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT server, STARTTIME, a.result FROM outqueue.sendattempts AS a",
        'SELECT "Odd" FROM outqueue.sendattempts',
        "SELECT name FROM users WHERE name = current_user OR name = user",
        "SELECT server AS host, COUNT(*) AS cnt FROM outqueue.sendattempts GROUP BY host ORDER BY cnt DESC",
        "SELECT relname, ctid FROM pg_class",
        "WITH w AS (SELECT name AS n FROM users) SELECT n FROM w",
        "SELECT x.n FROM (SELECT name AS n FROM users) AS x",
        "SELECT u FROM users u",
        "SELECT 1 FROM users WHERE EXISTS (SELECT 1 FROM outqueue.messages WHERE size > 1 AND name = 'x')",
        "SELECT (SELECT name FROM users LIMIT 1), server FROM outqueue.sendattempts",
        "SELECT name IN (SELECT server FROM (SELECT server FROM outqueue.sendattempts) AS s) FROM users",
        "SELECT count FROM (SELECT COUNT(*) FROM users) AS x",
        "SELECT COUNT(*) FROM (SELECT * FROM users) AS x WHERE whatever = 1",
        "SELECT b FROM (SELECT name FROM users) AS x(b)",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
        "WITH w AS (SELECT name AS N FROM users) SELECT n, w.N FROM w ORDER BY n",
        "SELECT l.n FROM users, LATERAL (SELECT name AS n) AS l",
        "SELECT x FROM (VALUES (1), (2)) AS v(x)",
        "SELECT name FROM users UNION SELECT server FROM outqueue.sendattempts ORDER BY name",
        "SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM outqueue.messages WHERE id = 1 AND u.name = 'x')",
        "SELECT n FROM generate_series(1, 3) AS n",
        "SELECT LEFT(result, 1), EXTRACT(hour FROM starttime) FROM outqueue.sendattempts",
        "SELECT CURRENT_TIMESTAMP, now(), CAST('1' AS integer), starttime::date FROM outqueue.sendattempts",
        "SELEKT broken FROM nothing",
        "",
    ],
)
def test_names_that_it_has_and_sql_that_is_not_understood_are_not(sql):
    assert marks(sql) == []


def test_a_near_name_can_be_put_right():
    source = asking("SELECT servr FROM outqueue.sendattempts")
    assert corrected(RULE, source, catalogue=CATALOGUE) == asking("SELECT server FROM outqueue.sendattempts")
    source = asking("SELECT 1 FROM outqueue.sendattemps")
    assert corrected(RULE, source, catalogue=CATALOGUE) == asking("SELECT 1 FROM outqueue.sendattempts")


def test_the_schema_is_offered_where_only_that_is_missing():
    assert corrected(RULE, asking("SELECT 1 FROM messages"), catalogue=CATALOGUE) == asking(
        "SELECT 1 FROM outqueue.messages"
    )


def test_holes_in_the_sql_are_not_names():
    source = check_server('return VPOP3.PostgresQuery("SELECT server FROM outqueue." .. domain .. " WHERE x = " .. 1)')
    assert findings(RULE, source, catalogue=CATALOGUE) == []


def test_the_names_around_holes_are_checked():
    source = check_server(
        'return VPOP3.PostgresQuery("SELECT 1 FROM outqueue.sendattempts WHERE servr = " .. quoted(domain)',
        '.. " AND starttime > now() - INTERVAL " .. quoted(numRetries) .. " AND RIGHT(reslt, " .. #domain .. ") = 1")',
    )
    assert marked(RULE, source, catalogue=CATALOGUE) == ["servr", "reslt"]


def test_positions_hold_behind_letters_of_several_bytes():
    source = check_server("""return VPOP3.PostgresQuery("SELECT 'é€😀', servr FROM outqueue.sendattempts")""")
    assert marked(RULE, source, catalogue=CATALOGUE) == ["servr"]


def test_the_whole_literal_is_marked_where_escapes_are_in_the_way():
    literal = '"SELECT \\"odd2\\", server2 FROM outqueue.sendattempts"'
    source = check_server(f"return VPOP3.PostgresQuery({literal})")
    assert set(marked(RULE, source, catalogue=CATALOGUE)) == {literal}


def test_without_a_database_nothing_is_said():
    assert messages(RULE, asking("SELECT x FROM y")) == []


def test_a_query_of_several_assignments_is_read_as_one():
    source = check_server(
        "local sql = 'SELECT 1 FROM outqueue.sendattempt'",
        "if numRetries > 1 then sql = sql .. ' WHERE server = 1' end",
        "return VPOP3.PostgresQuery(sql)",
    )
    assert marked(RULE, source, catalogue=CATALOGUE) == ["outqueue.sendattempt"]
