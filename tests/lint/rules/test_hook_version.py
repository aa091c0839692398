import pytest

from tests.lint.checking import check_server, marked, messages

RULE = "hook-version"


@pytest.mark.parametrize(
    ("hook", "version", "reported"),
    [
        ("CheckServer", "7.9", True),
        ("CheckServer", "7.10", False),
        ("FinalOverrides", "8.5", True),
        ("FinalOverrides", "8.6", False),
        ("GetOverrides", "7.9", False),
    ],
)
def test_a_hook_that_the_version_does_not_call(hook, version, reported):
    assert marked(RULE, f"function {hook}() end", version=version) == ([hook] if reported else [])


def test_minutes_before_8_8_are_ignored():
    source = check_server("return false, 10")
    assert marked(RULE, source, version="8.7") == ["10"]
    assert "fails" in messages(RULE, source, version="8.7")[0]
    assert marked(RULE, source, version="8.8") == []
