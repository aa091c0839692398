"""The cost of the line trace where it is highest: in short functions of one line that are called again and again.

`uv run python tests/benchmarks/line_trace.py` prints, for each script, the time with the trace against without it.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rules.lua.parent.session import Call
from rules.lua.protocol.limits import Limits
from rules.lua.sandbox import Sandbox

TIMES = 300_000
ROUNDS = 5
SCRIPTS = {
    "a loop on one line": "local n = 0\nfor i = 1, TIMES do n = n + i % 7 end\nreturn n",
    "a function on one line": "local function one(x) return x + 1 end\nlocal n = 0\n"
    "for i = 1, TIMES do\n  n = one(n)\nend\nreturn n",
    "work inside C": "local n = 0\nfor i = 1, TIMES do\n  n = n + #string.rep('x', 100)\nend\nreturn n",
}


def seconds(sandbox: Sandbox, body: str, *, trace: bool) -> tuple[float, Call]:
    source = f"function hook()\n{body.replace('TIMES', str(TIMES))}\nend".encode()
    with sandbox.open(source, trace=trace, limits=Limits(wall_ms=60_000, cpu_ms=60_000)) as session:
        started = time.perf_counter()
        call = session.call("hook", [])
    assert call.error is None, call.error
    return time.perf_counter() - started, call


def main() -> None:
    with Sandbox() as sandbox:
        for name, body in SCRIPTS.items():
            plain = min(seconds(sandbox, body, trace=False)[0] for _ in range(ROUNDS))
            traced, call = min((seconds(sandbox, body, trace=True) for _ in range(ROUNDS)), key=lambda pair: pair[0])
            ran = sum(call.lines.values())
            print(f"{name}: {ran:,} lines, {traced * 1000:.0f} ms against {plain * 1000:.0f} ms", end=" ")
            print(f"= {traced / plain:.1f} x, {(traced - plain) / ran * 1e6:.2f} µs a line")


if __name__ == "__main__":
    main()
