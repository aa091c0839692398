"""The longest hold of a text."""

import pytest

from rules.analysis.holds import longest_hold
from rules.analysis.script import Script
from rules.vpop3 import versions


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("return false, 10", 10),
        ("if mxserver == 'a' then return false, 5 end return false, HOLD * 2", 5),
        ("return false, HOLD", 45),
        ("return false, 15 * 60", 900),
        ("return false", 0),
        ("return true", 0),
        ("return false, asked()", 0),
        ("return false,", 0),
    ],
)
def test_it_is_the_largest_number_that_can_be_read(body, minutes):
    source = f"local HOLD = 45\nfunction CheckServer(domain, mxserver)\n{body}\nend\n".encode()
    script = Script(source, version=versions.CURRENT, problem=None, catalogue=None)
    assert longest_hold(script) == minutes
