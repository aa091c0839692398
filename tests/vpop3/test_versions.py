import pytest

from rules.vpop3.hooks import called_by, script_globals
from rules.vpop3.versions import CHOICES, Version


def test_versions_compare_by_number_not_by_text():
    assert Version.parse("7.9") < Version.parse("7.10") < Version.parse("8.8") == Version.parse("v8.8.1")


@pytest.mark.parametrize("text", ["", "8", "eight", "8.8-beta", "8.8888", "٨.٨"])
def test_an_invalid_version_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match=r"write it like 8\.8"):
        Version.parse(text)


@pytest.mark.parametrize(("version", "count"), [("7.9", 2), ("7.10", 3), ("8.5", 3), ("8.6", 4), ("8.8", 4)])
def test_each_version_calls_the_hooks_that_it_has(version, count):
    assert len(called_by(Version.parse(version))) == count


def test_the_sender_is_named_from_8_8():
    assert script_globals(Version.parse("8.7"), 1, "Main") == {}
    assert script_globals(Version.parse("8.8"), 1, "Main") == {"ConnectionId": 1, "ConnectionName": "Main"}


def test_one_version_on_each_side_of_every_change_can_be_chosen():
    assert [str(version) for version in CHOICES] == ["7.9", "7.10", "8.5", "8.6", "8.7", "8.8"]
