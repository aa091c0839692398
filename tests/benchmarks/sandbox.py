"""What isolation costs: `uv run python tests/benchmarks/sandbox.py` prints ratios against baselines of the same run."""

import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rules.lua.sandbox import Isolation, Sandbox

SCRIPT = b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult and numRetries > 5 then return false, 10 end
end
"""
ARGUMENTS = ["example.test", "mx.example.test", 0, 20_000, True]
PLAIN = """
import time
from lupa import lua52
started = time.perf_counter()
for _ in range(1000):
    state = lua52.LuaRuntime(encoding=None)
    state.execute({script!r})
    state.globals()[b"CheckServer"](b"example.test", b"mx.example.test", 0, 20000, True)
print(1000 / (time.perf_counter() - started))
"""


def milliseconds(work, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def session(sandbox: Sandbox, *, trace: bool) -> None:
    with sandbox.open(SCRIPT, trace=trace) as run:
        assert run.call("CheckServer", ARGUMENTS).error is None


def lua_process() -> None:
    subprocess.run(["lua5.2", "-"], input=SCRIPT, check=True)


def one_run() -> None:
    baseline = milliseconds(lua_process, 100)
    with Sandbox(isolation=Isolation.FORK) as sandbox:
        session(sandbox, trace=True)
        taken = milliseconds(lambda: session(sandbox, trace=True), 200)
    p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
    print(f"one forked session: p50 {p50:.2f} ms, p99 {p99:.2f} ms = {p99 / p50:.1f} x p50")
    print(f"  p50 is {p50 / statistics.median(baseline):.2f} x starting lua5.2 ({statistics.median(baseline):.2f} ms)")


def mass(workers: int) -> float:
    """Sessions per second, a new Lua state each."""
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        milliseconds(lambda: session(sandbox, trace=False), 5)
        threads = [
            threading.Thread(target=milliseconds, args=(lambda: session(sandbox, trace=False), 1000))
            for _ in range(workers)
        ]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return workers * 1000 / (time.perf_counter() - started)


def mass_runs() -> None:
    plain = float(subprocess.check_output([sys.executable, "-c", PLAIN.format(script=SCRIPT)]))
    one, two = mass(1), mass(2)
    print(f"mass runs: {one:.0f}/s = {one / plain:.2f} x plain lupa in one process ({plain:.0f}/s)")
    print(f"  two workers {two:.0f}/s = {two / one:.2f} x one")


if __name__ == "__main__":
    one_run()
    mass_runs()
