"""SQL that a script puts together in several statements, as rules read it. A hole is shown as `?`."""

import re

import pytest

from rules.analysis.concatenation import MOST_STEPS
from rules.analysis.script import Script
from rules.analysis.sql.text import HOLE
from rules.vpop3.versions import Version
from tests.lint.checking import all_findings, check_server


def read(*lines: str) -> list[str]:
    source = check_server(*lines).encode()
    script = Script(source, version=Version.parse("8.8"), problem=None, catalogue=None)
    return [re.sub(rf"{HOLE}\d+", "?", query.sql.text) for query in script.queries.all]


ASK = "VPOP3.PostgresQuery(sql)"


@pytest.mark.parametrize(
    ("lines", "sql"),
    [
        (["local sql = 'a'", "sql = sql .. ' b' .. domain", ASK], "a b?"),
        (["local sql", "sql = 'a'", "sql = sql .. ' b'", ASK, "sql = sql .. ' c'"], "a b"),
        (["sql = 'a'", "sql = sql .. ' b'", ASK], "a b"),
        (["local sql = 'a'", "if numRetries > 1 then sql = sql .. ' b' end", ASK], "a b"),
        (["local sql = 'a'", "for i = 1, 2 do sql = sql .. ' b' end", ASK], "a b"),
        (["local sql = 'a'", "sql = 'b'", "sql = sql .. 'c'", ASK], "bc"),
        (["local more = 'b'", "more = more .. 'c'", "local sql = 'a'", "sql = sql .. more", ASK], "abc"),
        (["local sql = table.concat({'a', domain, 'b'}, ' ')", ASK], "a ? b"),
        (["local p = {'a'}", "p[#p + 1] = domain", "table.insert(p, 'b')", "local sql = table.concat(p)", ASK], "a?b"),
        (["local p = {'a'}", "if #p < 2 then p[#p + 1] = 'b' end", "local sql = table.concat(p, ',')", ASK], "a,b"),
    ],
)
def test_text_added_before_belongs_to_it(lines, sql):
    assert read(*lines) == [sql]


@pytest.mark.parametrize(
    "lines",
    [
        ["local sql = 'a'", "if numRetries > 1 then sql = sql .. 'b' else sql = sql .. 'c' end", ASK],
        ["local sql = 'a'", "local function add(x) sql = sql .. x end", "add('b')", ASK],
        ["local sql = 'a'", "sql = 'b' .. sql", "sql = sql:upper()", ASK],
        ["local sql = 'a'", *["sql = sql .. 'b'"] * (MOST_STEPS + 1), ASK],
        ["local p = {'a'}", "table.sort(p)", "local sql = table.concat(p)", ASK],
        ["local p = {'a'}", "p[1] = 'b'", "local sql = table.concat(p)", ASK],
        ["local p = {'a'}", "table.insert(p, 1, 'b')", "local sql = table.concat(p)", ASK],
        ["local p = {a = 'a'}", "local sql = table.concat(p)", ASK],
        ["local sql = table.concat({'a', 'b'}, ' ', 2)", ASK],
    ],
)
def test_uncertain_parts_are_holes(lines):
    assert read(*lines) == ["?"]


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (["local sql = 'a'", "if numRetries > 1 then sql = 'b' end", ASK], ["a", "b"]),
        (["local sql", "if numRetries > 1 then sql = 'a' .. domain else sql = 'b' end", ASK], ["a?", "b"]),
        (["local sql = 'a'", "if numRetries > 1 then sql = domain end", ASK], ["a", "?"]),
    ],
)
def test_each_of_several_possible_texts_is_read(lines, texts):
    assert read(*lines) == texts


def test_texts_that_are_made_of_each_other_come_to_an_end():
    each_other = ["a = a .. b", "b = b .. a"] * (MOST_STEPS // 2)
    source = check_server("local a, b = mxserver, 'y'", *each_other, *["VPOP3.PostgresQuery(a)"] * 500)
    assert {each.rule for each in all_findings(source)} >= {"sql-quoting"}
