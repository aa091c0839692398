import pytest

from tests.lint.checking import CHECK_SERVER, check_server, corrected, findings, marked

RULE = "implicit-result"


def test_the_end_that_can_be_reached_is_marked_as_information():
    (finding,) = findings(RULE, f"{CHECK_SERVER}\n    if defaultResult then return false end\nend\n")
    assert (finding.severity, finding.range.line) == ("information", 3)
    assert finding.message == "CheckServer can end here without an answer: defaultResult applies."


def test_the_fix_says_the_same_in_words():
    source = f"{CHECK_SERVER}\n    if defaultResult then return false end\nend\n"
    after = corrected(RULE, source)
    assert after == f"{CHECK_SERVER}\n    if defaultResult then return false end\n    return defaultResult\nend\n"
    assert findings(RULE, after) == []


def test_the_fix_keeps_line_ends_and_indentation():
    source = f"do\r\n  {CHECK_SERVER}\r\n    print(domain)\r\n  end\r\nend\r\n"
    assert corrected(RULE, source) == source.replace("\r\n  end", "\r\n      return defaultResult\r\n  end")


def test_an_empty_return_is_marked_too():
    assert marked(RULE, "function GetOverrides(domain) if domain then return end return {} end") == ["return"]


@pytest.mark.parametrize(
    "body",
    [
        "return true",
        "if domain then return true else return false end",
        "while true do print(1) end",
        "error('never')",
        "do return true end",
        "repeat if domain then return true end until false",
        "for i = 1, 2 do print(i) end return true",
    ],
)
def test_a_hook_that_always_answers_is_not_reported(body):
    assert marked(RULE, f"function GetCheckCache(domain) {body} end") == []


@pytest.mark.parametrize(
    "body",
    ["", "print(1)", "while domain do return true end", "for i = 1, 2 do return true end", "while true do break end"],
)
def test_a_hook_that_needs_a_result_is_marked_at_its_end(body):
    assert marked(RULE, f"function GetCheckCache(domain) {body} end") == ["end"]


def test_helpers_may_return_nothing():
    assert marked(RULE, "local function note(text) print(text) end note('x')") == []


@pytest.mark.parametrize(
    "source",
    [
        "function CheckServer(domain, mxserver, numRetries, messageSize) if domain then return end return true end",
        "function CheckServer(domain, mxserver, numRetries, messageSize)\n    print(domain)\nend",
        "function CheckServer() return end",
        "function GetOverrides(a, b, c, d, e) if a then return end return {} end",
        "function GetOverrides(a, b, c, d, e)\n    print(a, b, c, d, e)\nend",
        f"{CHECK_SERVER} print(domain) end",
    ],
)
def test_there_is_no_fix_where_there_is_no_default_to_name_or_no_line_for_it(source):
    assert [finding.fix for finding in findings(RULE, source)] == [None]


def test_a_bare_return_gets_a_fix():
    source = check_server("if numRetries > 3 then return end", "return true")
    assert "then return defaultResult end" in corrected(RULE, source)
