"""A watched dry run, ended while it waits: for its script, for DNS, for VPOP3's database."""

import threading
import time
from functools import partial

import pytest

from rules.dryrun import engine
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent, Event
from rules.wiring import connections
from rules.wiring.background_run import Began, WatchedRun
from tests.dns_server import DnsServer
from tests.waiting import wait_until

ZONE = "slow.example. MX 10 mx.slow.example.\nmx.slow.example. A 192.0.2.1"
ENDLESS = b"function GetCheckCache() while true do end end"
LONG_QUERY = b"""
    function GetCheckCache()
        VPOP3.PostgresQuery("SELECT count(*) FROM generate_series(1, 2000000000)")
    end
"""
SOON = 3.0
"""Seconds, on a busy machine: without an end, each would take five or more."""


def watched(source, dns="127.0.0.1:1"):
    def opened(lookout):
        return connections.opened(connections.live_resolver(str(dns), lookout), lookout.attach)

    return WatchedRun(partial(engine.run, source, Scenario.of("slow.example")), opened)


def gone_within(run, seconds):
    started = time.monotonic()
    run._thread.join(5)
    return time.monotonic() - started < seconds


def wait_for(run, beginning):
    assert any(isinstance(item, Began) and item.what.startswith(beginning) for item in run)


def test_a_slow_server_is_seen_waiting_and_each_event_comes_when_it_happens():
    with DnsServer(ZONE, delay=0.3) as dns, watched(b"-- nothing", dns.endpoint) as run:
        told = [item for item in run if item]
    asking = Began(f"Asking {dns.endpoint} for MX of slow.example")
    steps = [item.what if isinstance(item, Began) else item.step for item in told]
    assert steps[:4] == ["load", "Looking up the MX records of slow.example", asking.what, "mx"]
    assert isinstance(told[-1], DecisionEvent)
    assert told[-1].sentence == "Sent to mx.slow.example."


def test_silence_is_reported_so_that_a_closed_page_is_noticed():
    with DnsServer(ZONE, delay=0.3) as dns, watched(b"-- nothing", dns.endpoint) as run:
        assert None in list(run)


def test_leaving_ends_a_script_that_would_not_end():
    with watched(ENDLESS) as run:
        wait_for(run, "GetCheckCache")
    assert gone_within(run, SOON)


def test_leaving_ends_a_lookup_that_nobody_answers():
    with DnsServer(ZONE) as dns:
        dns.misbehave("slow.example", drop=-1)
        with watched(b"-- nothing", dns.endpoint) as run:
            wait_for(run, "Asking")
        assert gone_within(run, SOON)


def test_leaving_ends_a_query(demo_queue, settings):
    settings.VPOP3_DATABASE_URL = demo_queue
    with watched(LONG_QUERY) as run:
        wait_for(run, "Asking VPOP3's database: SELECT count(*)")
        wait_until(lambda: "mxadmin dry runs" in active_sessions())
    assert gone_within(run, SOON)
    assert "mxadmin dry runs" not in active_sessions()


def test_the_cache_is_shared_with_watched_runs():
    with DnsServer(ZONE) as dns:
        for _ in range(2):
            with watched(b"function GetCheckCache() return true end", dns.endpoint) as run:
                events = [item for item in run if isinstance(item, Event)]
        assert dns.count("slow.example", "MX") == 1
    assert events[2].answer.cached


def test_a_mistake_of_ours_is_raised_where_somebody_sees_it():
    def opened(lookout):
        raise RuntimeError("ours")

    with WatchedRun(lambda _world: iter(()), opened) as run, pytest.raises(RuntimeError, match="ours"):
        list(run)


def test_fifty_that_leave_leave_no_thread():
    for _ in range(5):
        runs = [watched(ENDLESS) for _ in range(10)]
        for run in runs:
            run.__enter__()
        for run in runs:
            run.__exit__(None, None, None)
        for run in runs:
            run._thread.join(5)
    assert [thread for thread in threading.enumerate() if thread.name == "dry-run"] == []


def active_sessions():
    rows = connections.vpop3().rows("SELECT application_name FROM pg_stat_activity WHERE state = 'active'")
    return [name for (name,) in rows]
