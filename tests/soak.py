"""A soak test of many runs of every kind at once: what is left of processes, descriptors, threads, connections,
memory."""

import contextlib
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

import psycopg

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.limits import Limits
from rules.lua.sandbox import Sandbox
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.resolver.zone import ZoneResolver
from tests.hostile_scripts import HOSTILE, ROOMY
from tests.waiting import settles_at

ABREAST = 4
ORDINARY = b"function CheckServer(domain, mxserver) return mxserver ~= 'mx1.soak.example', 10 end"
ASKING = b"""function CheckServer(domain, mxserver)
    local rows = VPOP3.PostgresQuery("SELECT count(*) AS cnt FROM outqueue.sendattempts WHERE server = 'mx1'")
    return tonumber(rows[1].cnt) == 0
end"""
ZONE = """$ORIGIN soak.example.
@   300 IN MX 10 mx1
@   300 IN MX 20 mx2
mx1 300 IN A 192.0.2.1
mx2 300 IN A 192.0.2.2
"""
SCENARIO = Scenario.of("soak.example")


@dataclass(frozen=True, slots=True)
class Footprint:
    processes: int
    descriptors: int
    threads: int
    connections: int


def children(parent: int) -> list[int]:
    """The sandbox's processes below one, at any depth; PostgreSQL comes and goes as it likes."""
    below = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # one that ends while it is looked at
            below += [int(pid) for pid in task.read_text().split() if "postgres" not in _command(pid)]
    return below + [pid for child in below for pid in children(child)]


def _command(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def resident_bytes() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


class Soak:
    """Dry runs in one sandbox with a queue's real database, four at a time."""

    def __init__(self, sandbox: Sandbox, database: str) -> None:
        self._sandbox = sandbox
        self._url = database
        self._database = Vpop3Database(database, max_connections=ABREAST, application_name="soak")
        self._broker = Broker(self._database)
        self._resolver = ZoneResolver.parse([("soak", ZONE)])

    def close(self) -> None:
        self._database.close()

    def run(self, runs: int) -> None:
        """A third ordinary, a third that asks SQL, a third hostile, each of these as its header says."""
        hostile = cycle(Random(3).sample(HOSTILE, len(HOSTILE)))
        kinds = iter([(self._ordinary, self._asking, self._hostile(next(hostile)))[n % 3] for n in range(runs)])

        def work() -> None:
            for kind in kinds:
                kind()

        with ThreadPoolExecutor(ABREAST) as pool:
            for done in [pool.submit(work) for _ in range(ABREAST)]:
                done.result()

    def footprint(self) -> Footprint:
        """Count while nothing runs, after as many runs at the same moment as there ever are: all stocks are full."""
        with ExitStack() as stack:
            for _ in range(ABREAST):
                query = stack.enter_context(self._broker.session())
                session = stack.enter_context(self._sandbox.open(b"VPOP3.PostgresQuery('SELECT 1')", query=query))
                assert session.loaded.queries[0].answer.rows == (("1",),)
        with psycopg.connect(self._url) as connection:
            count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'soak'"
            (connections,) = connection.execute(count).fetchone()
        return Footprint(
            len(children(os.getpid())), len(os.listdir("/proc/self/fd")), threading.active_count(), connections
        )

    def returns_to(self, footprint: Footprint) -> bool:
        """Wait until ended processes are gone, which may take a moment."""
        return settles_at(footprint, self.footprint)

    def _dry_run(self, source: bytes, limits: Limits = ROOMY):
        with self._broker.session(snapshot=True) as query:
            world = World(sandbox=self._sandbox, resolver=self._resolver, query=query, limits=limits)
            return list(run(source, SCENARIO, world))

    def _ordinary(self) -> None:
        self._sends(ORDINARY, ["mx2.soak.example"])

    def _asking(self) -> None:
        self._sends(ASKING, ["mx1.soak.example", "mx2.soak.example"])

    def _sends(self, source: bytes, exchanges: list[str]) -> None:
        events = self._dry_run(source)
        assert [server.exchange for server in events[-1].decision.servers] == exchanges, _errors(events)

    def _hostile(self, script):
        def attack() -> None:
            errors = _errors(self._dry_run(script.source + b"\nGetCheckCache = attack\n", script.limits))
            if not script.expected.startswith("returned: "):
                assert script.happened(errors[0]), errors

        return attack


def _errors(events):
    return [event.error for event in events if getattr(event, "error", None)]
