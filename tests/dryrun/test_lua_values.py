import json
import math

import pytest

from rules.dryrun.lua_values import json_value, lua_text
from rules.lua.protocol.values import Opaque


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nil"),
        (True, "true"),
        (10, "10"),
        (2.5, "2.5"),
        (math.inf, "inf"),
        ('a "quoted"\nline', '"a \\"quoted\\"\\nline"'),
        ({}, "{}"),
        ({1: "a", 2: "b"}, '{"a", "b"}'),
        ({"mx.example": 10}, '{["mx.example"] = 10}'),
        (Opaque("function"), "<function>"),
    ],
)
def test_values_read_as_in_lua(value, text):
    assert lua_text(value) == text


def test_long_texts_and_large_tables_are_cut():
    assert len(lua_text("x" * 10_000)) < 300
    assert lua_text(dict.fromkeys(range(5, 1000), 1)).endswith("985 more}")


def test_json_takes_every_value():
    value = {1: math.nan, 2: {"a": Opaque("thread")}, 3: -math.inf}
    assert json.loads(json.dumps(json_value(value), allow_nan=False)) == ["nan", {"a": "<thread>"}, "-inf"]
