import pytest

from tests.lint.checking import corrected, findings, hook, marked, messages

RULE = "operand-kind"


@pytest.mark.parametrize(
    ("line", "part", "words"),
    [
        ("return rows > 5", "rows", "rows is a table of rows"),
        ("return 5 <= rows", "rows", "rows is a table of rows"),
        ("return rows[1] > 5", "rows[1]", "rows[1] is a row"),
        ('print("n " .. rows)', "rows", "rows is a table of rows"),
        ('print("n " .. rows .. "!")', "rows", "rows is a table of rows"),
        ("return defaultResult > 0", "defaultResult", "defaultResult is a boolean"),
        ('print("d: " .. defaultResult)', "defaultResult", "defaultResult is a boolean"),
        ('print("d: " .. (domain == "x"))', 'domain == "x"', "is a boolean"),
        ("return defaultResult + 1", "defaultResult", "defaultResult is a boolean"),
        ("return true < false", "true", "true is a boolean"),
        ('print("d " + domain)', '"d "', "and no number"),
        ("print(domain * 2)", "domain", "domain is text and no number"),
        ("local d = mxserver:lower()", None, ""),
        ("local d = mxserver:lower() print(d - 1)", "d", "d is text and no number"),
        ('print(-"abc")', '-"abc"', "is text"),
        ("print(-rows)", "-rows", "rows is a table of rows"),
        ("print(nil .. domain)", "nil", "nil is no value"),
        ("print(nil + 1)", "nil", "nil is no value"),
        ("print({} .. domain)", "{}", "{} is a table"),
        ("print(print .. domain)", "print", "print is a function"),
        ("local function f() end print(f + 1)", "f", "f is a function"),
        ("return #5", "#5", "5 is a number"),
        ("return #messageSize > 5", "#messageSize", "messageSize is a number"),
        ("return #defaultResult", "#defaultResult", "defaultResult is a boolean"),
        ('return os.date("*t") > 5', 'os.date("*t")', "a table of date and time"),
        ("return (numRetries > 5) > messageSize", "numRetries > 5", "is a boolean"),
    ],
)
def test_an_operator_on_what_it_cannot_work_with_is_an_error(line, part, words):
    found = findings(RULE, hook(line))
    assert [each.severity for each in found] == ["error"] * bool(part)
    assert marked(RULE, hook(line)) == ([part] if part else [])
    assert words in "".join(messages(RULE, hook(line)))


@pytest.mark.parametrize(
    "line",
    [
        "return #rows > 5",
        "return numRetries .. domain",
        "return rows[1].cnt + 1",
        "return rows[1].cnt .. domain",
        "return '5' + 1, '0x10' * 2, ' 7 ' - 1",
        "return #domain, -numRetries, #{}, #rows[1].cnt",
        "return domain < mxserver",
        "local t = setmetatable({}, {}) return t + 1, {} .. t",
        "local t = {} return setmetatable(t, {}) and t > 5",
        "local x = numRetries > 5 and 'many' or 'few' return x .. domain",
        "local x if domain == 'a' then x = true else x = 5 end return x > 3",
        "return unknown > 5",
        "return os.date('%H') + 0",
    ],
)
def test_working_and_unknown_operations_are_fine(line):
    assert marked(RULE, hook(line)) == []


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("return rows > 5", "return #rows > 5"),
        ('print("n " .. rows)', 'print("n " .. #rows)'),
        ('print("d " .. defaultResult)', 'print("d " .. tostring(defaultResult))'),
        ('print("d " + domain)', 'print("d " .. domain)'),
        ("return #messageSize > 5", "return messageSize > 5"),
    ],
)
def test_the_fix(line, after):
    assert corrected(RULE, hook(line)) == hook(after)


@pytest.mark.parametrize(
    ("line", "words", "after"),
    [
        ("print(domain / 2)", "domain is text and no number: Lua cannot calculate with it.", None),
        ('print(10 * "MB")', '"MB" is text and no number: Lua cannot calculate with it.', None),
        ("print(nil .. domain)", "nil is no value: it cannot be joined to text.", None),
        ("print({} .. domain)", "{} is a table: it cannot be joined to text.", None),
        ("print('n' .. domain.lower)", "domain.lower is a function: it cannot be joined to text.", "domain:lower()"),
        (
            "local r = VPOP3.PostgresQuery('SELECT COUNT(*) AS cnt') print('n' .. r[1])",
            "r[1] is a row, which is a table of columns: it cannot be joined to text; a column can, r[1].cnt.",
            "r[1].cnt",
        ),
    ],
)
def test_the_hint_and_the_fix_are_of_use(line, words, after):
    source = hook(line)
    (finding,) = findings(RULE, source)
    assert finding.message == words
    if after is None:
        assert finding.fix is None
    else:
        assert after in corrected(RULE, source)
