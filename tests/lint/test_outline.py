"""The hooks that a script defines."""

import pytest

from rules.analysis.script import Script
from rules.lint.outline import outline
from rules.vpop3.versions import Version


def lines(source: str) -> dict[str, int]:
    script = Script(source.encode(), version=Version(8, 8), problem=None, catalogue=None)
    return {place.hook.name.value: place.line for place in outline(script) if place.line}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", {}),
        ("\nfunction CheckServer() end", {"CheckServer": 2}),
        ("CheckServer = function() end", {"CheckServer": 1}),
        ("local function CheckServer() end", {}),
        ("function checkserver() end", {}),
        ("function CheckServer() end\nfunction CheckServer() end", {"CheckServer": 2}),
        ("CheckServer = function() end\nfunction CheckServer() end", {"CheckServer": 2}),
        ("function CheckServer() end\nCheckServer = function() end", {"CheckServer": 2}),
        ("x = = 1 -- broken\n\nfunction CheckServer() end", {"CheckServer": 3}),
    ],
)
def test_a_hook_is_where_it_counts(source, expected):
    assert lines(source) == expected
