import pytest

from tests.lint.checking import check_server, corrected, findings, marked, messages

RULE = "undefined-name"


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("return missing", "warning"),
        ("if missing then print(1) end", "warning"),
        ("missing()", "error"),
        ("return missing.field", "error"),
        ("return missing[1]", "error"),
        ("missing:method()", "error"),
    ],
)
def test_calling_nil_is_an_error_and_reading_it_a_warning(source, severity):
    (finding,) = findings(RULE, source)
    assert finding.severity == severity
    assert marked(RULE, source) == ["missing"]


def test_a_name_that_is_nearly_right_is_offered():
    source = "local minutes = 5\nreturn minute"
    assert messages(RULE, source) == ["minute has no value anywhere in this script: did you mean minutes?"]
    assert corrected(RULE, source) == "local minutes = 5\nreturn minutes"


def test_a_local_of_another_function_is_not_offered():
    source = "local function f() local minutes = 5 return minutes end\nreturn f(), minute"
    assert messages(RULE, source) == ["minute has no value anywhere in this script: it is nil."]


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("return unpack({1})", "return table.unpack({1})"),
        ("return loadstring('x')", "return load('x')"),
        ("return string.gfind('a', 'b')", "return string.gmatch('a', 'b')"),
        ("return string.fomat('a')", "return string.format('a')"),
        ("return Tonumber('1')", "return tonumber('1')"),
    ],
)
def test_names_of_other_luas_and_misspelt_ones_are_put_right(source, after):
    assert corrected(RULE, source) == after


@pytest.mark.parametrize("member", ["string.trim", "math.type", "table.move", "os.sleep", "string.pack"])
def test_library_functions_that_lua_5_2_does_not_have(member):
    assert marked(RULE, f"return {member}('x')") == [member]


def test_the_senders_globals_exist_from_8_8():
    source = "return ConnectionId, ConnectionName"
    assert marked(RULE, source) == []
    assert messages(RULE, source, version="8.7")[0] == "ConnectionId is nil here: VPOP3 sets it from 8.8, not in 8.7."
    assert marked(RULE, "if ConnectionName then return true end", version="8.7") == []


@pytest.mark.parametrize(
    "source",
    [
        "return string.format('%s', type(_G)), bit32.band(1, 2), math.huge, _VERSION",
        "later = 1 return later",
        "local a = 1 do local b = a return b end",
        "local function f() return f end return f",
        "local t = {missing = 1} return t.missing, t.other",
        "goto missing ::missing::",
        "function f() return g() end function g() return f() end",
        "local string = {} return string.trim",
        "string.trim = function(s) return s end",
        "local object = {} function object:name() return self end",
        "repeat local done = true until done",
        "return VPOP3",
    ],
)
def test_names_with_a_value_are_not_reported(source):
    assert marked(RULE, source) == []


def test_a_local_is_not_seen_before_or_outside_its_block():
    assert marked(RULE, "local x = x") == ["x"]
    assert marked(RULE, "do local y = 1 print(y) end return y") == ["y"]
    assert marked(RULE, "for i = 1, 2 do print(i) end return i") == ["i"]


def test_other_capitals_are_put_right():
    assert "VPOP3.PostgresQuery" in corrected(RULE, check_server("return vpop3.PostgresQuery('SELECT 1') ~= nil"))


@pytest.mark.parametrize(
    ("use", "found"),
    [("'from ' .. ConnectionName", 1), ("ConnectionId > 3", 1), ("ConnectionName == 'x'", 0), ("not ConnectionId", 0)],
)
def test_globals_that_an_older_version_lacks_are_reported_where_nil_does_harm(use, found):
    assert len(marked(RULE, check_server(f"return {use}"), version="8.7")) == found


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("return table.maxn({})", "`pairs(t)` for the largest key"),
        ("return table.getn({})", "write `#t`"),
        ("return string.pack('i', 1)", "`string.char`"),
        ("return table.move({}, 1, 2, 3)", "in a loop"),
        ("return utf8.char(65)", "the text's bytes"),
        ("return setfenv(1, {})", "fourth argument"),
        ("return math.tointeger(2)", "math.floor"),
    ],
)
def test_names_of_other_versions_of_lua_come_with_their_equivalent(source, way):
    (message,) = messages(RULE, source)
    assert "does not exist in Lua 5.2" in message
    assert way in message


def test_a_logarithm_to_base_10_is_put_right():
    assert corrected(RULE, "return math.log10(100)") == "return math.log(100, 10)"


@pytest.mark.parametrize(("word", "meant"), [("null", "nil"), ("None", "nil"), ("undefined", "nil"), ("True", "true")])
def test_a_value_of_another_language_is_put_right(word, meant):
    assert (
        corrected(RULE, f"local x = 1 if x == {word} then return x end")
        == f"local x = 1 if x == {meant} then return x end"
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('import "string"', "the libraries string, table, math and os are there already"),
        ('throw("x")', "write `error(…)`"),
        ('printf("%d", 5)', "write `print(string.format(…))`"),
        ("print(len(domain))", "write `#text`"),
        ('print(f"to {domain}")', 'Lua has no f"…": join texts with `..`'),
        ("print(r'a')", "Lua has no r'…'"),
    ],
)
def test_a_function_of_another_language_is_an_error_that_names_the_way_of_lua(call, words):
    (finding,) = findings(RULE, check_server(call))
    assert finding.severity == "error"
    assert words in finding.message


def test_the_words_of_other_languages_are_names_like_any_other():
    assert [each.severity for each in findings(RULE, check_server("return str"))] == ["warning"]
    assert findings(RULE, check_server("local function len(s) return #s end", "return len(domain) > 5")) == []
    assert "f has no value" in findings(RULE, check_server('return f ("x")'))[0].message
