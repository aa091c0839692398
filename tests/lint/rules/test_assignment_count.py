import pytest

from tests.lint.checking import findings, marked

RULE = "assignment-count"


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("local a, b = 5", "b"),
        ("a, b = 1", "b"),
        ("local a = 5, 10", "10"),
        ("a = f(), 2", "2"),
        ("local a, b, c = 1, 2", "c"),
    ],
)
def test_names_and_values_that_are_not_as_many(source, part):
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert marked(RULE, source) == [part]


@pytest.mark.parametrize(
    "source", ["local a, b = f()", "local a, b = 1, ...", "local a, b = nil", "local a, b", "a, b = b, a"]
)
def test_calls_and_nil_may_be_fewer(source):
    assert marked(RULE, source) == []
