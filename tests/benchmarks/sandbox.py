"""The cost of isolation: `uv run python tests/benchmarks/sandbox.py` prints ratios against baselines of the same run.

Two scripts: three lines, and the demo's live one (35 lines, each CheckServer asks SQL, answered at once by a function).
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import psycopg

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database

ARGUMENTS = ["example.test", "mx.example.test", 0, 20_000, True]
LIVE = (Path(__file__).parents[2] / "mxadmin/demo/scripts/2.lua").read_bytes()


@dataclass(frozen=True)
class Script:
    name: str
    source: bytes


SCRIPTS = (
    Script("three lines", b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult and numRetries > 5 then return false, 10 end
end
"""),
    Script("the demo's live script", LIVE),
)  # fmt: skip
PLAIN = """
import sys, time
from lupa import lua52
source, runs = sys.stdin.buffer.read(), 10000
started = time.perf_counter()
for _ in range(runs):
    state = lua52.LuaRuntime(encoding=None)
    query = lambda sql: state.table_from([state.table_from({b"failures": b"1"})])
    state.globals()[b"VPOP3"] = state.table_from({b"PostgresQuery": query})
    state.execute(source)
    state.globals()[b"CheckServer"](b"example.test", b"mx.example.test", 0, 20000, True)
print(runs / (time.perf_counter() - started))
"""
QUERY = """SELECT COUNT(*) AS failures FROM outqueue.sendattempts WHERE server = 'mx1.example'
 AND starttime > CURRENT_TIMESTAMP - INTERVAL '15 minutes' AND result LIKE '4%'"""
QUERIES = (
    ("by an index", QUERY, 150),
    (
        "without one",
        QUERY.replace("server =", "server || '' =").replace("starttime >", "starttime + INTERVAL '0' >"),
        50,
    ),
)
TABLE = """
CREATE SCHEMA outqueue;
CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text);
INSERT INTO outqueue.sendattempts
  SELECT 'mx' || g % 50 || '.example', now() - g * interval '2 seconds', '421 later' FROM generate_series(1, 200000) g;
CREATE INDEX ON outqueue.sendattempts (server, starttime);
ANALYZE;
CREATE ROLE reader LOGIN PASSWORD 'reader';
GRANT USAGE ON SCHEMA outqueue TO reader;
GRANT SELECT ON outqueue.sendattempts TO reader;
"""
MASS_RUNS, WARM_RUNS = 10_000, 500


def one(_sql: str) -> QueryAnswer:
    return QueryAnswer(columns=("failures",), rows=(("1",),))


def milliseconds(work, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def session(sandbox: Sandbox, source: bytes, *, trace: bool) -> None:
    with sandbox.open(source, query=one, trace=trace) as run:
        assert run.call("CheckServer", ARGUMENTS).error is None


def one_run(script: Script) -> None:
    baseline = statistics.median(milliseconds(lambda: subprocess.run(["lua5.2", "-"], input=script.source), 100))
    with Sandbox(isolation=Isolation.FORK) as sandbox:
        session(sandbox, script.source, trace=True)
        taken = milliseconds(lambda: session(sandbox, script.source, trace=True), 300)
    p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
    print(f"{script.name}, one forked session: p50 {p50:.2f} ms, p99 {p99:.2f} ms = {p99 / p50:.1f} x p50;", end=" ")
    print(f"{p50 / baseline:.2f} x starting lua5.2 ({baseline:.2f} ms)")


def mass(script: Script, workers: int) -> float:
    """Count runs per second, a new Lua state each, once the processes are up."""
    asks = [("CheckServer", ARGUMENTS)] * (WARM_RUNS + MASS_RUNS)
    started = threading.Barrier(workers + 1)
    with Sandbox(isolation=Isolation.POOL) as sandbox:

        def work() -> None:
            runs = sandbox.runs(script.source, asks, query=one)
            assert all(call.error is None for call in islice(runs, WARM_RUNS))
            started.wait()
            assert all(call.error is None for call in runs)

        threads = [threading.Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        started.wait()
        since = time.perf_counter()
        for thread in threads:
            thread.join()
        return workers * MASS_RUNS / (time.perf_counter() - since)


def mass_runs(script: Script) -> None:
    plain = float(subprocess.check_output([sys.executable, "-c", PLAIN], input=script.source))
    alone, two = mass(script, 1), mass(script, 2)
    print(f"{script.name}, mass runs: one worker {alone:.0f}/s, two {two:.0f}/s = {two / alone:.2f} x one;", end=" ")
    print(f"{alone / plain:.2f} and {two / plain:.2f} x plain lupa in one process ({plain:.0f}/s)")


def boundary() -> None:
    """Compare a hook's query with the same one by psycopg alone: in the broker, and on the way across."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
        postgres.create_database("vpop3")
        with psycopg.connect(postgres.url("vpop3"), autocommit=True) as owner:
            owner.execute(TABLE)
        for name, query, times in QUERIES:
            asked(name, query, postgres.url("vpop3", "reader", "reader"), times)


def asked(name: str, query: str, url: str, times: int) -> None:
    source = (
        f"function hook()\n  local rows = VPOP3.PostgresQuery([[{query}]])\n  return rows[1].failures\nend".encode()
    )
    with psycopg.connect(url) as direct:
        bare = statistics.median(milliseconds(lambda: direct.execute(query).fetchall(), times))
    database = Vpop3Database(url)
    with Sandbox() as sandbox, Broker(database).session(snapshot=True) as ask, sandbox.open(source, query=ask) as run:
        calls = [run.call("hook") for _ in range(times)]
    database.close()
    assert all(call.returned == ("9",) for call in calls)
    broker = statistics.median(call.queries[0].elapsed_ms for call in calls)
    whole = statistics.median(call.elapsed_ms for call in calls)
    print(f"a hook that asks SQL {name}: {whole:.2f} ms, {whole - broker:.2f} of it outside the broker", end=" ")
    print(f"({(whole - broker) / broker:.2f} x the query by the broker, {broker:.2f} ms);", end=" ")
    print(f"all that is not psycopg's prepared query alone ({bare:.2f} ms): {(whole - bare) / bare:.2f} x that")


if __name__ == "__main__":
    for each in SCRIPTS:
        one_run(each)
        mass_runs(each)
    boundary()
