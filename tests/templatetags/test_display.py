"""Durations in words."""

import pytest

from rules.templatetags.display import ms


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0.314, "0.31 ms"),
        (4.21, "4.2 ms"),
        (120, "120 ms"),
        (2_500, "2.5 s"),
        (59_900, "59.9 s"),
        (208_700, "3 min 29 s"),
    ],
)
def test_a_duration_has_the_digits_that_matter(milliseconds, text):
    assert ms(milliseconds) == text
