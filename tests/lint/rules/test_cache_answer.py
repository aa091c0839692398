import pytest

from tests.lint.checking import corrected, findings, marked

RULE = "cache-answer"


def answering(value):
    return f"function GetCheckCache(domain, numRetries, messageSize)\n    return {value}\nend\n"


@pytest.mark.parametrize(
    ("answer", "part", "after"),
    [
        ("0", "0", "false"),
        ("1", "1", "true"),
        ('"false"', '"false"', "false"),
        ('"yes"', '"yes"', "true"),
        ("numRetries", "numRetries", None),
        ("{}", "{}", None),
        ("tonumber(domain) or 5", "tonumber(domain) or 5", None),
        ("true, 10", "10", None),
    ],
)
def test_an_answer_that_is_neither_true_nor_false(answer, part, after):
    assert [each.severity for each in findings(RULE, answering(answer))] == ["warning"]
    assert marked(RULE, answering(answer)) == [part]
    if after:
        assert corrected(RULE, answering(answer)) == answering(after)


@pytest.mark.parametrize("answer", ["true", "false", "nil", "", "numRetries == 0", "unknown", "not unknown", "f()"])
def test_other_answers_are_fine(answer):
    assert marked(RULE, answering(answer)) == []
