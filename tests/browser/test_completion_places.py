"""The place of a completion: which locals can be seen, and whether it is inside a query. Asks the editor's modules."""

import pytest

from tests.browser.conftest import SCRIPT

pytestmark = pytest.mark.django_db(transaction=True)

SCOPES = {
    "": ([], 0),
    "local a, b = 1, 2 ": (["a", "b"], 0),
    "function f(x, y) ": (["x", "y"], 1),
    "function f(x, y) end ": ([], 0),
    "function t.f:g(x) ": (["x"], 1),
    "local function f(...) ": (["f"], 1),
    "local f = function(k) return k end ": (["f"], 0),
    "for i, v in pairs(t) do local q = 'end' -- end\n": (["i", "v", "q"], 1),
    "for i = 1, 3 do end ": ([], 0),
    "while a do local w repeat local r ": (["w", "r"], 2),
    "repeat local r until r ": ([], 0),
    "if a then local u elseif b then local v else local w ": (["w"], 1),
    "local s = [[ local hidden ]] --[==[ local too ]] ]==] local seen ": (["s", "seen"], 0),
    'local open = "no end\nlocal after ': (["open", "after"], 0),
    "end end end local alive ": (["alive"], 0),
}
QUERIES = {
    'VPOP3.PostgresQuery("SELECT ': True,
    'VPOP3.PostgresQuery("SELECT COUNT(*) FROM t WHERE a = \'" .. b .. "\' AND ': True,
    'VPOP3.PostgresQuery("SELECT 1") print("': False,
    'local sql = "SELECT a FROM ': True,
    "local sql = [[SELECT a\nFROM ": True,
    'local sql = "SELECT a" print("': False,
    'local sql = "SELECT a"\nsql = sql .. " AND ': True,
    'print("hello ': False,
}
OPEN = {
    'f("SELECT ser': True,
    "f('it is \\'": True,
    'f("done") ': False,
    'f("done")': False,
    'f("it\'s")': False,
    '-- a "quote': False,
    'x = "not closed\nlocal y': False,
    "": False,
}


TABLES = {"tables": {"outqueue.sendattempts": ["server"], "other.things": ["colour"]}, "search_path": []}
COLUMNS = {
    ("SELECT a.", " FROM outqueue.sendattempts AS a"): ["server"],
    ("SELECT * FROM other.things a, outqueue.sendattempts s WHERE a.", ""): ["colour"],
    ("SELECT b.", " FROM outqueue.sendattempts a"): [],
}


def test_locals_are_found_in_any_unfinished_text_and_queries_are_told_from_other_texts(open_browser):
    page = open_browser("editor")
    page.goto(SCRIPT)
    ask = "async ([file, name, texts]) => { const module = await import(file); return texts.map(module[name]); }"
    scopes = page.evaluate(ask, ["/static/js/scripts/lua_scope.js", "scopeAt", list(SCOPES)])
    told = {text: (scope["names"], scope["depth"]) for text, scope in zip(SCOPES, scopes, strict=True)}
    assert told == SCOPES
    queries = page.evaluate(ask, ["/static/js/scripts/sql_names.js", "inQuery", list(QUERIES)])
    assert dict(zip(QUERIES, queries, strict=True)) == QUERIES
    opened = page.evaluate(ask, ["/static/js/scripts/lua_scope.js", "endsInText", list(OPEN)])
    assert dict(zip(OPEN, opened, strict=True)) == OPEN
    ask = "async ([known, texts]) => { const { sqlWords } = await import('/static/js/scripts/sql_names.js');" + (
        " return texts.map(([before, after]) => sqlWords(known, before, before, after).map((word) => word.value)); }"
    )
    assert page.evaluate(ask, [TABLES, list(COLUMNS)]) == list(COLUMNS.values())
