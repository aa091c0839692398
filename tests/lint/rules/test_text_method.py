import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "text-method"


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("domain:tolower()", "domain:lower()"),
        ("domain:toLowerCase()", "domain:lower()"),
        ("domain:toupper()", "domain:upper()"),
        ('domain:contains("x")', '(domain:find("x", 1, true) ~= nil)'),
        ('domain:includes("x")', '(domain:find("x", 1, true) ~= nil)'),
        ('domain:endswith(".com")', '(domain:sub(-4) == ".com")'),
        ("domain:endsWith(mxserver)", "(domain:sub(-#mxserver) == mxserver)"),
        ('domain:startswith("mx")', '(domain:sub(1, 2) == "mx")'),
        ('domain:indexOf("x")', '(domain:find("x", 1, true))'),
        ('domain:replace(".", "-")', '(domain:gsub("%.", "-"))'),
        ('domain:split(".")', 'domain:gmatch("[^%.]+")'),
        ("domain:trim()", '(domain:gsub("^%s+", ""):gsub("%s+$", ""))'),
        ("domain:length()", "#domain"),
        ("domain:size()", "#domain"),
        ("domain:substring(0, 3)", "domain:sub(1, 3)"),
        ("domain:substr(2, 3)", "domain:sub(3, 5)"),
        ("domain:charAt(0)", "domain:sub(1, 1)"),
        ('domain:equals("x")', '(domain == "x")'),
        ("rows[1].cnt:toNumber()", "tonumber(rows[1].cnt)"),
        ("domain:isEmpty()", '(domain == "")'),
        ("domain:lowr()", "domain:lower()"),
        ("domain.length", "#domain"),
        ("domain[1]", "domain:sub(1, 1)"),
        ('domain.find("x")', 'domain:find("x")'),
        ("mxserver.sub(1, 3)", "mxserver:sub(1, 3)"),
        ("domain.lower()", "domain:lower()"),
    ],
)
def test_methods_of_other_languages_have_their_fix(call, after):
    assert marked(RULE, hook(f"return {call}")) == [call]
    assert corrected(RULE, hook(f"return {call}")) == hook(f"return {after}")


def test_a_method_raises_an_error_and_a_field_is_nil():
    assert [each.severity for each in findings(RULE, hook("return domain:foo()"))] == ["error"]
    assert [each.severity for each in findings(RULE, hook("return domain.foo"))] == ["warning"]
    assert [each.severity for each in findings(RULE, hook("domain.foo = 5"))] == ["error"]


def test_a_value_that_may_not_be_text_is_a_warning():
    assert [each.severity for each in findings(RULE, "local function f(x) return x:endswith('y') end return f")] == [
        "warning"
    ]


@pytest.mark.parametrize(
    "source",
    [
        hook("return domain:lower(), domain.lower, domain.lower(domain), domain:len()"),
        "local o = {} function o:trim() return self end\n" + hook("return o:trim()"),
        "function string.trim(text) return text end\n" + hook("return domain:trim()"),
        "string.trim = function(text) return text end\n" + hook("return domain:trim()"),
        "getmetatable('').__index.trim = print\n" + hook("return domain:trim()"),
        "local function f(x) return x:foo() end return f",
        "local o = setmetatable({}, {}) return o:contains(5)",
    ],
)
def test_methods_that_may_exist_are_fine(source):
    assert marked(RULE, source) == []
