import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "date-text"


@pytest.mark.parametrize(
    ("form", "text", "after"),
    [
        ("%A", "monday", "Monday"),
        ("%A", "MONDAY", "Monday"),
        ("%A", "Mon", "Monday"),
        ("%A", "Montag", "Monday"),
        ("%A", "Dienstag", None),
        ("%a", "Monday", "Mon"),
        ("!%a", "sat", "Sat"),
        ("%B", "december", "December"),
        ("%b", "Dez", None),
        ("%p", "pm", "PM"),
        ("%H", "9", "09"),
        ("%H", "24", None),
        ("%m", "5", "05"),
        ("%j", "001", ""),
        ("%w", "7", None),
        ("%w", "01", "1"),
    ],
)
def test_a_text_that_the_date_never_is(form, text, after):
    source = hook(f'return os.date("{form}") == "{text}"')
    found = findings(RULE, source)
    if after == "":
        assert found == []
    elif after is None:
        assert [each.fix for each in found] == [None]
    else:
        assert corrected(RULE, source) == hook(f'return os.date("{form}") == "{after}"')


def test_the_date_and_the_text_are_followed_through_locals():
    source = hook('local day, FREE = os.date("%A"), "sunday"', "return FREE ~= day")
    assert marked(RULE, source) == ["FREE"]
    assert corrected(RULE, source) == source.replace('"sunday"', '"Sunday"')


@pytest.mark.parametrize(
    "comparison",
    [
        'os.date("%A") == "Monday"',
        'os.date("%A"):lower() == "monday"',
        'os.date("%H") == "09"',
        'os.date("%H") == domain',
        'os.date("%A %H") == "monday 9"',
        'os.date(unknown) == "monday"',
        'os.date() == "monday"',
        'os.date("%p") ~= "AM"',
    ],
)
def test_texts_that_may_be_equal_are_fine(comparison):
    assert marked(RULE, hook(f"return {comparison}")) == []
