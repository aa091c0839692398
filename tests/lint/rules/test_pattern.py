import pytest

from rules.analysis.lua_patterns import malformed
from tests.lint.checking import corrected, findings, hook, marked

RULE = "pattern"


@pytest.mark.parametrize(
    "pattern",
    ["[a-z", "(a", "a)", "x%", "%b(", "%f", "(a)%2", "%1", "[^]", "%f%a", "[]", "[%]"],
)
def test_patterns_that_lua_refuses_are_errors(pattern):
    (finding,) = findings(RULE, hook(f'return unknown:match("{pattern}")'))
    assert finding.severity == "error"
    assert "raises an error" in finding.message


def test_lua_confirms_each_malformed_pattern(tmp_path):
    """The patterns above and those below, tried by the sandbox."""
    good = ["[]]", "[^]]", "%]", "[%]]", "()", "(a)%1", "%b()", "%f[%a]", "[a-]", "^*", "a-", "$", "%%", "[[]"]
    assert [pattern for pattern in good if malformed(pattern)] == []


@pytest.mark.parametrize(
    ("pattern", "after"),
    [
        ("(google|yahoo)", None),
        ("google|yahoo", None),
        ("*.google.com", "%.google%.com$"),
        (r"\\d+", "%d+"),
        (r"mx\\.example", "mx%.example"),
        ("[a-z]{2,3}", "[a-z][a-z][a-z]?"),
        ("%d{3}", "%d%d%d"),
        ("x{2,}", "xxx*"),
        (".*?x", ".-x"),
        ("(?i)google", "google"),
        ("(ab)+", None),
        ("mx*.google", None),
        ("a^b", None),
        ("%y", None),
    ],
)
def test_signs_of_regular_expressions_are_warnings(pattern, after):
    source = hook(f'return unknown:match("{pattern}")')
    (finding,) = findings(RULE, source)
    assert finding.severity == "warning"
    assert (after in finding.fix.title) if after else finding.fix is None


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ('mxserver:match("mx-1.example.com")', 'mxserver:match("mx%-1%.example%.com")'),
        ('mxserver:match("google.com")', 'mxserver:match("google%.com")'),
        ('mxserver:find("google.com$")', 'mxserver:find("google%.com$")'),
        ('mxserver:find("^mx-1")', 'mxserver:find("^mx%-1")'),
        ('mxserver:find("mail-")', 'mxserver:find("mail%-")'),
        ('unknown:find("^mail-$")', 'unknown:find("^mail%-$")'),
        ('mxserver:match("mx-%d+")', 'mxserver:match("mx%-%d+")'),
        ('mxserver:gsub("mail-", "")', 'mxserver:gsub("mail%-", "")'),
        ('mxserver:gsub(".example.com$", "")', 'mxserver:gsub("%.example%.com$", "")'),
        ('unknown:gsub(".", "")', 'unknown:gsub("%.", "")'),
        ('unknown:gsub(".", "-")', 'unknown:gsub("%.", "-")'),
        ('unknown:find(".")', 'unknown:find("%.")'),
        ('string.match(domain, "a.example")', 'string.match(domain, "a%.example")'),
        ('domain:lower():match("a.example")', 'domain:lower():match("a%.example")'),
        ('mxserver:match("Google%.com$")', 'mxserver:match("google%.com$")'),
        ('mxserver:match("google%.com%.$")', 'mxserver:match("google%.com$")'),
    ],
)
def test_a_name_in_a_pattern(call, after):
    assert [each.severity for each in findings(RULE, hook(f"return {call}"))] == ["warning"]
    assert corrected(RULE, hook(f"return {call}")) == hook(f"return {after}")


def test_it_is_information_for_a_text_that_may_be_anything():
    assert [each.severity for each in findings(RULE, hook('return unknown:match("a.example")'))] == ["information"]


@pytest.mark.parametrize(
    "call",
    [
        'mxserver:match("%.google%.com$")',
        'mxserver:find("mx-1.example.com", 1, true)',
        'mxserver:match("^[^.]+%.(.+)$")',
        'mxserver:match("(.-)%.")',
        'mxserver:match("^mx%d+%.")',
        'mxserver:match(".*")',
        'mxserver:match("[|*+?{}()]")',
        'mxserver:match("^%s*(.-)%s*$")',
        'mxserver:gsub("%.", "%%")',
        'mxserver:gsub("-", "")',
        'mxserver:gsub(".", "*")',
        'mxserver:gsub(".", "%0 ")',
        'mxserver:gsub(".", print)',
        'mxserver:match("^.")',
        'mxserver:match("%w-%d+")',
        'unknown:match("(.-)-")',
        'mxserver:gsub("%.$", "")',
        'mxserver:gsub("(%w+)", "<%1>")',
        'mxserver:gsub("%w", print)',
        "mxserver:match(unknown)",
        'tonumber((mxserver:gsub("%D", "")))',
        'tonumber(mxserver:match("%d+"))',
        'tonumber(mxserver:gsub("%D", ""), 10)',
    ],
)
def test_patterns_as_lua_has_them_are_fine(call):
    assert marked(RULE, hook(f"return {call}")) == []


def test_gsub_gives_two_values():
    assert corrected(RULE, hook('return tonumber(domain:gsub("%D", ""))')) == hook(
        'return tonumber((domain:gsub("%D", "")))'
    )


@pytest.mark.parametrize("replacement", ["%'", "a%", "50%!", "%x"])
def test_a_per_cent_sign_in_what_is_put_in_is_an_error(replacement):
    (finding,) = findings(RULE, hook(f'return domain:gsub("a", "{replacement}")'))
    assert finding.severity == "error"
