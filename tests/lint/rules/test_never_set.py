from tests.lint.checking import findings, marked, messages

RULE = "never-set"


def test_a_local_without_a_value_is_reported_where_it_is_declared():
    source = "local limit\nprint(limit)\nprint(limit)"
    assert [(each.severity, each.range.line) for each in findings(RULE, source)] == [("warning", 1)]
    assert messages(RULE, source) == ["limit never gets a value, so it is nil in line 2."]


def test_locals_that_get_one_somewhere_are_fine():
    for source in (
        "local a a = 5 print(a)",
        "local a local function f() a = 5 end f() print(a)",
        "local a, b = f() print(a, b)",
        "local f function f() end f()",
        "local a = nil print(a)",
        "local a",
    ):
        assert marked(RULE, source) == [], source
