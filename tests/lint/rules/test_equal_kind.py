import pytest

from tests.lint.checking import corrected, findings, hook, marked, messages

RULE = "equal-kind"


@pytest.mark.parametrize(
    "comparison",
    [
        'defaultResult == "true"',
        'defaultResult ~= "false"',
        "defaultResult == 1",
        "rows == 0",
        "rows == false",
        'rows == ""',
        "rows[1].cnt == true",
        "rows[1] == 5",
        'domain == {"a.example"}',
        "rows == {}",
        "domain == defaultResult",
        "numRetries == true",
        'type(domain) == "text"',
        '"String" == type(domain)',
        "print == 5",
        'os.date("*t") == "x"',
    ],
)
def test_values_that_can_never_be_equal_are_a_warning(comparison):
    (finding,) = findings(RULE, hook(f"return {comparison}"))
    assert finding.severity == "warning"
    assert marked(RULE, hook(f"return {comparison}")) == [comparison]


@pytest.mark.parametrize(
    "comparison",
    [
        "defaultResult == true",
        "rows == nil",
        "rows[1] == nil",
        "rows[1].cnt == 't'",
        "rows[1].cnt == 5",
        "type(domain) == 'string'",
        "unknown == 'x'",
        "(unknown and 5) == false",
        "(rows and rows[1]) == rows[1]",
        "not domain == true",
    ],
)
def test_values_that_can_be_equal_are_fine(comparison):
    assert marked(RULE, hook(f"return {comparison}")) == []


def test_the_kinds_are_named():
    assert messages(RULE, hook('return defaultResult == "true"')) == [
        "defaultResult is a boolean and the other side is text: `==` is always false."
    ]


@pytest.mark.parametrize(
    ("comparison", "after"),
    [
        ('defaultResult == "true"', "defaultResult == true"),
        ("defaultResult ~= 0", "defaultResult ~= false"),
        ("rows == 0", "#rows == 0"),
    ],
)
def test_the_fix(comparison, after):
    assert corrected(RULE, hook(f"return {comparison}")) == hook(f"return {after}")


@pytest.mark.parametrize(
    ("comparison", "after"),
    [
        ('domain:find("x") == true', 'domain:find("x") ~= nil'),
        ('domain:match("x") == false', 'domain:match("x") == nil'),
        ('domain:find("x") ~= true', 'domain:find("x") == nil'),
        ('true == string.find(domain, "x")', 'string.find(domain, "x") ~= nil'),
        ('domain.lower == "a.example"', 'domain:lower() == "a.example"'),
        ('"A.EXAMPLE" ~= mxserver.upper', '"A.EXAMPLE" ~= mxserver:upper()'),
    ],
)
def test_the_fix_compares_the_result_of_a_text_function(comparison, after):
    assert corrected(RULE, hook(f"return {comparison}")) == hook(f"return {after}")


def test_find_and_match_return_nil_where_they_find_nothing():
    (message,) = messages(RULE, hook('return domain:find("x") == true'))
    assert "nil, never true" in message
    assert "`~= nil`" in message
