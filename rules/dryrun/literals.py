"""The numbers in a script's code."""

import re

_COMMENT = rb"--\[(=*)\[.*?\]\1\]|--[^\n]*"
_STRING = rb"\[(=*)\[(?P<long>.*?)\]\2\]|\"(?P<double>(?:\\.|[^\"\\\n])*)\"|'(?P<single>(?:\\.|[^'\\\n])*)'"
_NUMBER = rb"(?<![\w.])(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?!\w)"
_TOKEN = re.compile(_COMMENT + rb"|" + _STRING + rb"|" + _NUMBER, re.DOTALL)
_WHOLE = re.compile(rb"\s*[0-9]+\s*")


def numbers_in(source: bytes) -> frozenset[float]:
    """Return every number that is written out, also as a text of its own ("5"). Numbers within comments and longer
    texts, such as SQL, do not count."""
    found = set()
    for token in _TOKEN.finditer(source):
        if number := token["number"]:
            found.add(float(int(number, 16)) if number[:2].lower() == b"0x" else float(number))
        elif _WHOLE.fullmatch(text := token["long"] or token["double"] or token["single"] or b""):
            found.add(float(text))
    return frozenset(found)
