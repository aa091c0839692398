import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "date-format"


@pytest.mark.parametrize(
    ("form", "after"),
    [
        ("%F %T", "%Y-%m-%d %H:%M:%S"),
        ("%D", "%m/%d/%y"),
        ("%R", "%H:%M"),
        ("%r", "%I:%M:%S %p"),
        ("%e %h", "%d %b"),
        ("!%F", "!%Y-%m-%d"),
        ("%V", None),
        ("%G %g %u %C", None),
        ("%z", None),
    ],
)
def test_conversions_that_windows_does_not_know(form, after):
    source = hook(f'print(os.date("{form}"))')
    (finding,) = findings(RULE, source)
    assert finding.severity == "warning"
    if after:
        assert corrected(RULE, source) == hook(f'print(os.date("{after}"))')
    else:
        assert finding.fix is None


@pytest.mark.parametrize("form", ["%k", "%l", "%s", "%P", "%Q", "%"])
def test_unknown_conversions_are_errors(form):
    assert [each.severity for each in findings(RULE, hook(f'print(os.date("{form}"))'))] == ["error"]


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d %H:%M:%S", "%c", "%x %X", "!*t", "*t", "%%F", "%a %A %b %B %d %I %j %p %U %w %W %y %Z"]
)
def test_conversions_of_every_system_are_fine(form):
    assert marked(RULE, hook(f'print(os.date("{form}"))')) == []


def test_a_constant_and_a_local_name_for_the_function_are_followed():
    assert marked(RULE, hook('local date, FORM = os.date, "%F"', "print(date(FORM))")) == ["FORM"]


@pytest.mark.parametrize(
    ("field", "after"), [("hours", "hour"), ("minute", "min"), ("Hour", "hour"), ("second", "sec")]
)
def test_a_field_that_the_table_does_not_have(field, after):
    assert corrected(RULE, hook("local now = os.date('*t')", f"return now.{field} > 5")) == hook(
        "local now = os.date('*t')", f"return now.{after} > 5"
    )


def test_a_time_needs_year_month_and_day():
    assert marked(RULE, hook("return os.time({year = 2026, month = 1})")) == ["{year = 2026, month = 1}"]
    assert marked(RULE, hook("return os.time({year = 2026, month = 1, day = 1}), os.time(), os.time(unknown)")) == []
