import pytest

from tests.lint.asking import RECENT, asking, told, where
from tests.lint.checking import check_server, marked, messages

RULE = "sql-syntax"
FROM = f"FROM outqueue.sendattempts WHERE {RECENT}"
TOLD = [
    (f"SELECT server outqueue.sendattempts WHERE {RECENT}", "is FROM missing?"),
    (f"SELECT count(* AS a {FROM}", "PostgreSQL cannot read this query: syntax error"),
    (where("(server = 'a'"), "`)` is missing"),
    (where("server = 'a"), "the text that begins here is not closed"),
    (where("server = 'a' AND"), "something is still missing"),
    (where("server = 'a AND result = '4'"), "Is a quote missing?"),
    (f"SELEC 1 AS a {FROM}", 'near "SELEC"'),
    (f"SELECT 1 AS a {FROM} ORDER server", 'near "server"'),
    (f"SELECT server, {FROM}", 'near "FROM"'),
]


@pytest.mark.parametrize(("sql", "message"), TOLD)
def test_queries_that_postgresqls_grammar_refuses_are_reported(sql, message):
    assert message in told(RULE, sql)[0]


def test_the_word_where_it_stopped_is_marked():
    assert marked(RULE, asking(f"SELECT 1 AS a {FROM} ORDER server")) == ["server"]


@pytest.mark.parametrize(
    "expression",
    [
        "'SELECT 1 FROM outqueue.sendattempts WHERE ' .. condition",
        "'SELECT 1 FROM outqueue.sendattempts WHERE starttime > now() AND server IN (' .. list .. ')'",
        "'SELECT ' .. columns .. ' FROM outqueue.sendattempts WHERE starttime > now() ' .. order",
    ],
)
def test_a_hole_may_be_more_than_a_value(expression):
    source = f"local function f(condition, list, columns, order) return VPOP3.PostgresQuery({expression}) end return f"
    assert messages(RULE, source) == []


def test_a_value_that_a_script_puts_in_does_not_hide_a_mistake():
    sql = '"SELECT 1 FROM outqueue.sendattempts WHERE starttime > now() AND server = \'" .. (mxserver:gsub("\'", ""))'
    assert "is not closed" in messages(RULE, check_server(f"return VPOP3.PostgresQuery({sql}) ~= nil"))[0]


@pytest.mark.parametrize("sql", [where("result ~ '^4'"), f"SELECT 1 AS a {FROM};", "not SQL at all", ""])
def test_only_what_begins_as_a_query_is_judged(sql):
    assert told(RULE, sql) == []
