"""The vendor's example against the demo's real queue: sandbox, broker and PostgreSQL together."""

from contextlib import closing
from pathlib import Path

import mxadmin.demo
from rules.dryrun.engine import World, run
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.privileges import KnownPrivileges
from rules.outqueue.connection.database import Vpop3Database
from rules.resolver.zone import ZoneResolver

DEMO = Path(mxadmin.demo.__file__).parent
VENDOR = sorted((DEMO / "scripts").glob("*.lua"))[0]


def dry_run(sandbox, queue, source, domain="bigmail.example"):
    zone = ZoneResolver.parse([("demo.zone", (DEMO / "demo.zone").read_text())])
    with closing(Vpop3Database(queue)) as database:
        broker = Broker(database, privileges=KnownPrivileges(database))
        with broker.session(snapshot=True) as query:
            world = World(sandbox=sandbox, resolver=zone, query=query)
            return as_json(list(run(source, Scenario.of(domain), world)))


def test_the_storm_of_the_demo_holds_mail_for_10_minutes(sandbox, demo_queue):
    report = dry_run(sandbox, demo_queue, VENDOR.read_bytes())
    assert report["errors"] == []
    assert (report["decision"]["kind"], report["decision"]["hold_minutes"]) == ("hold", 10)
    checks = [step for step in report["trace"] if step["step"] == "CheckServer"]
    assert all(int(step["sql"][0]["rows"][0]["cnt"]) > 5 for step in checks)


def test_a_write_is_refused_and_the_trace_says_why(sandbox, demo_queue):
    source = b"""function CheckServer()
        local rows = VPOP3.PostgresQuery("DELETE FROM outqueue.sendattempts")
        print(rows)
    end"""
    report = dry_run(sandbox, demo_queue, source, "bigmail.example")
    assert report["print"][0] == "nil"
    checks = [step for step in report["trace"] if step["step"] == "CheckServer"]
    assert all(step["sql"][0]["error"] for step in checks)
