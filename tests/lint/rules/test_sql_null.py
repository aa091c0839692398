import pytest

from tests.lint.asking import put_right, told, troubles, where

RULE = "sql-null"
CORRECTED = [
    (where("result = NULL"), where("result IS NULL")),
    (where("result <> null"), where("result IS NOT NULL")),
    (where("result!=NULL"), where("result IS NOT NULL")),
]


@pytest.mark.parametrize(("written", "right"), CORRECTED)
def test_a_comparison_with_null_becomes_is(written, right):
    assert put_right(RULE, written) == right
    assert troubles(right) == []


def test_a_null_in_the_list_of_not_in_is_reported():
    assert told(RULE, where("server NOT IN ('a', NULL)")) == [
        "`NOT IN` with a NULL in the list is never true: leave it out."
    ]


@pytest.mark.parametrize("condition", ["result IS NULL", "server = 'NULL'", "coalesce(result, NULL) = 'a'"])
def test_other_uses_of_null_are_right(condition):
    assert told(RULE, where(condition)) == []
