import pytest

from rules.analysis.sql.catalogue import Catalogue
from tests.lint.checking import check_server, corrected, findings, hook, marked, messages

RULE = "query-column"
CATALOGUE = Catalogue(tables={("outqueue", "sendattempts"): ("server", "starttime", "result")})


def asking(sql, *lines):
    return check_server(f'local rows = VPOP3.PostgresQuery("{sql}") or {{}}', *lines)


@pytest.mark.parametrize(
    ("sql", "field", "after"),
    [
        ("SELECT COUNT(*) FROM a", "rows[1].cnt", "rows[1].count"),
        ("SELECT COUNT(*) AS cnt FROM a", "rows[1].count", "rows[1].cnt"),
        ("SELECT COUNT(*) AS cnt FROM a", "rows[1].Cnt", "rows[1].cnt"),
        ("SELECT COUNT(*) AS Cnt FROM a", "rows[1].Cnt", "rows[1].cnt"),
        ("SELECT server, result FROM a", "rows[1].sever", "rows[1].server"),
        ("SELECT MAX(starttime) FROM a", "rows[1].starttime", "rows[1].max"),
        ("SELECT a.server FROM a", 'rows[1]["name"]', 'rows[1]["server"]'),
        ("SELECT COUNT(*) FROM a", "rows[1][1]", "rows[1].count"),
        ("SELECT COUNT(*) FROM a", "rows.count", "rows[1].count"),
        ("SELECT COUNT(*) AS cnt FROM a", "rows.cnt", "rows[1].cnt"),
        ("SELECT server FROM a", "rows.length", "#rows"),
        ("SELECT COUNT(*) FILTER (WHERE x) FROM a", "rows[1].cnt", "rows[1].count"),
        ("SELECT server::text FROM a", "rows[1].text", "rows[1].server"),
    ],
)
def test_a_field_that_the_query_does_not_give(sql, field, after):
    source = asking(sql, f"print({field})")
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert marked(RULE, source) == [field]
    assert corrected(RULE, source) == asking(sql, f"print({after})")


def test_the_columns_of_the_query_are_named():
    assert messages(RULE, asking("SELECT COUNT(*) FROM a", "print(rows[1].cnt)")) == [
        "rows[1].cnt is nil: the query gives count, not cnt."
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["for _, row in ipairs(rows) do print(row.name) end"],
        ["local row = rows[1]", "print(row.name)"],
        ["local first = rows and rows[1] or {}", "print(first.name)"],
    ],
)
def test_a_row_is_followed_through_names_and_loops(lines):
    assert len(marked(RULE, hook(*lines))) == 1


def test_a_function_that_asks_is_followed():
    helper = "local function ask(sql) return VPOP3.PostgresQuery(sql) end\n"
    assert marked(RULE, helper + check_server('print(ask("SELECT 1 AS one")[1].two)')) == [
        'ask("SELECT 1 AS one")[1].two'
    ]
    helper = 'local function ask() return VPOP3.PostgresQuery("SELECT 1 AS one") end\n'
    assert marked(RULE, helper + check_server("local r = ask()", "print(r[1].two)")) == ["r[1].two"]


@pytest.mark.parametrize(
    ("sql", "field"),
    [
        ("SELECT COUNT(*) FROM a", "rows[1].count"),
        ("SELECT * FROM a", "rows[1].anything"),
        ("SELECT a.* FROM a", "rows[1].anything"),
        ("SELECT server, COUNT(*) AS cnt FROM a GROUP BY server", "rows[1].server"),
        ("SELECT lower(server) FROM a", "rows[1].lower"),
        ("SELECT my_function(server) FROM a", "rows[1].my_function"),
        ("SELECT date_trunc('hour', now()) FROM a", "rows[1].date_trunc"),
        ('SELECT 1 AS \\"Big\\" FROM a', "rows[1].Big"),
        ("no SQL at all", "rows[1].x"),
        ("SELECT 1 AS a UNION SELECT 2", "rows[1].a"),
    ],
)
def test_fields_that_are_given_or_not_known_are_fine(sql, field):
    assert marked(RULE, asking(sql, f"print({field})")) == []


def test_a_query_in_one_of_two_ways_gives_both():
    lines = ('local sql = "SELECT 1 AS a"', 'if numRetries > 1 then sql = "SELECT 1 AS b" end')
    rows = "local rows = VPOP3.PostgresQuery(sql) or {}"
    assert marked(RULE, check_server(*lines, rows, "print(rows[1].a, rows[1].b)")) == []
    assert marked(RULE, check_server(*lines, rows, "print(rows[1].c)")) == ["rows[1].c"]


def test_a_star_is_what_the_connected_database_has():
    source = asking("SELECT * FROM outqueue.sendattempts", "print(rows[1].server, rows[1].sever)")
    assert marked(RULE, source) == []
    assert marked(RULE, source, catalogue=CATALOGUE) == ["rows[1].sever"]


@pytest.mark.parametrize(
    "body",
    [
        "return VPOP3.PostgresQuery(sql) or {}",
        "local found = VPOP3.PostgresQuery(sql) return found",
        "local found = VPOP3.PostgresQuery(sql) or {} return found",
        "local found = VPOP3.PostgresQuery(sql) return found or {}",
    ],
)
def test_a_function_that_passes_sql_on_is_followed(body):
    asks = f"local function ask(sql) {body} end\n"
    assert marked(RULE, asks + check_server('print(ask("SELECT COUNT(*) FROM a")[1].cnt)')) == [
        'ask("SELECT COUNT(*) FROM a")[1].cnt'
    ]


def test_a_column_without_a_name_is_given_one_by_as():
    assert messages(RULE, asking("SELECT COUNT(*) + 1 FROM a", "print(rows[1].cnt)")) == [
        "rows[1].cnt is nil: the query gives a column without a name, so write AS cnt."
    ]
