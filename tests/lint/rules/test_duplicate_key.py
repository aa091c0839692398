import pytest

from tests.lint.checking import corrected, findings, marked

RULE = "duplicate-key"


@pytest.mark.parametrize(
    ("table", "after"),
    [
        ('{[10] = "r1", [10] = "r2"}', '{[10] = {"r1", "r2"}}'),
        ('{["a"] = 1, ["a"] = 2}', '{["a"] = 2}'),
        ("{a = 1, b = 2, a = 3}", "{b = 2, a = 3}"),
        ('{a = 1, ["a"] = 2}', '{["a"] = 2}'),
        ("{[1] = 2, [1.0] = 3}", "{[1.0] = 3}"),
    ],
)
def test_a_key_that_is_there_twice(table, after):
    source = f"return {table}"
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert corrected(RULE, source) == f"return {after}"


def test_a_list_counts_its_keys_itself():
    assert marked(RULE, 'return {"a", [1] = "b"}') == ['[1] = "b"']
    assert marked(RULE, 'return {"a", [2] = "b"}') == []


def test_nil_is_no_key():
    assert [each.severity for each in findings(RULE, "return {[nil] = 5}")] == ["error"]


@pytest.mark.parametrize(
    "table", ["{a = 1, b = 2}", "{[a] = 1, [a] = 2}", "{1, 1}", '{[1] = 2, ["1"] = 3}', "{f(), f()}"]
)
def test_different_keys_are_fine(table):
    assert marked(RULE, f"return {table}") == []
