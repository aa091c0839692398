"""Up to a million bytes of what is worst for the parser, for guesses at names, and for looking back at what was checked
before."""

import random

MILLION = 1_000_000
_CHANCE = random.Random(1)
_TOKENS = ["if", "then", "end", "function", "x", "=", "(", ")", "{", "}", "local", "do", "return", '"', "..", "[["]
_ROWS = b"local function f() local r = VPOP3.PostgresQuery('x')\n"
GARBAGE = {
    "bytes": lambda: _CHANCE.randbytes(MILLION),
    "tokens": lambda: " ".join(_CHANCE.choices(_TOKENS, k=MILLION // 4)).encode(),
    "open brackets": lambda: b"(" * MILLION,
    "many unknown names": lambda: "\n".join(f"unknown{number}()" for number in range(20_000)).encode(),
    "many checks": lambda: _ROWS + b"if r then print(r[1].x) end\n" * 9_000 + b"end return f",
    "one long condition": lambda: _ROWS + b"return " + b"r[1].x == 1 or " * 12_000 + b"r end return f",
}


def garbage(name: str) -> bytes:
    return GARBAGE[name]()[:MILLION]
