"""Texts of up to a million bytes that are worst for the parser, for guesses at names, and for looking back at what was
checked before."""

import random

MILLION = 1_000_000
_CHANCE = random.Random(1)
_TOKENS = ["if", "then", "end", "function", "x", "=", "(", ")", "{", "}", "local", "do", "return", '"', "..", "[["]
_ROWS = b"local function f() local r = VPOP3.PostgresQuery('x')\n"
GARBAGE = {
    "bytes": lambda size: _CHANCE.randbytes(size),
    "tokens": lambda size: " ".join(_CHANCE.choices(_TOKENS, k=size // 4)).encode(),
    "open brackets": lambda size: b"(" * size,
    "many unknown names": lambda size: "\n".join(f"unknown{number}()" for number in range(size // 50)).encode(),
    "many checks": lambda size: _ROWS + b"if r then print(r[1].x) end\n" * (size // 110) + b"end return f",
    "one long condition": lambda size: _ROWS + b"return " + b"r[1].x == 1 or " * (size // 83) + b"r end return f",
}


def garbage(name: str, size: int = MILLION) -> bytes:
    """Return at most `size` bytes; each kind takes about the same time."""
    return GARBAGE[name](size)[:size]
