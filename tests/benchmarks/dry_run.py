"""A whole dry run with pinned DNS and no SQL against starting Debian's `lua5.2` on the same script.

`uv run python tests/benchmarks/dry_run.py` prints the ratio of the medians, once against `lua5.2` alone and once in
turn with it, while the next child is being forked beside it. Child and lock-down are included. Each domain is asked
for again and again, so its pinned answers have been read before. On a machine that is busy with other work, waiting for
a core is most of what is measured, for `lua5.2` alone less often: it waits once, a run several times.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.sandbox import Sandbox
from rules.resolver.zone import ZoneResolver

SCRIPT = b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult and numRetries > 5 then return false, 10 end
end
"""
ZONE = "bigmail.example. 300 IN MX 10 mx1.bigmail.example.\nmx1.bigmail.example. 300 IN A 192.0.2.1\n"
ROUNDS = 300


def main() -> None:
    ours, lua, worked = [], [], []
    alone = statistics.median(milliseconds(start_lua) for _ in range(ROUNDS))
    with Sandbox() as sandbox:
        world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("zone", ZONE)]))
        scenario = Scenario.of("bigmail.example")
        list(run(SCRIPT, scenario, world))
        for _ in range(ROUNDS):
            began = time.thread_time()
            ours.append(milliseconds(lambda: list(run(SCRIPT, scenario, world))))
            worked.append((time.thread_time() - began) * 1000)
            lua.append(milliseconds(start_lua))
        off = [protection.name for protection in sandbox.protections() if not protection.on]
    p50, in_turn = statistics.median(ours), statistics.median(lua)
    p99 = statistics.quantiles(ours, n=100)[98]
    print(f"dry run: p50 {p50:.2f} ms, p99 {p99:.2f} ms = {p99 / p50:.1f} x p50", end="; ")
    print(f"{statistics.median(worked):.2f} ms of it processor time of its own thread")
    for name, baseline in (("alone", alone), ("in turn", in_turn)):
        print(f"lua5.2 {name}: p50 {baseline:.2f} ms; ratio {p50 / baseline:.2f}")
    print(f"protections that were off: {', '.join(off) or 'none'}")


def start_lua() -> None:
    subprocess.run(["lua5.2", "-"], input=SCRIPT, check=True)


def milliseconds(work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
