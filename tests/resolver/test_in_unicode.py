"""The other name of an internationalised domain."""

import pytest

from rules.resolver.names import in_unicode
from rules.templatetags.display import both_names


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("xn--bcher-kva.example", "bücher.example"),
        ("mx.xn--wgv71a119e.jp", "mx.日本語.jp"),
        ("plain.example", ""),
        ("xn--.example", ""),
        ("xn--999999999.example", ""),
        ("xn--a" + "b" * 300, ""),
        ("192.0.2.1", ""),
    ],
)
def test_the_other_name(name, other):
    assert in_unicode(name) == other
    assert both_names(name) == (f"{name} ({other})" if other else name)
