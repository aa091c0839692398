import json
from pathlib import Path

import jsonschema
import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import no_database
from rules.lua.sandbox import Sandbox
from rules.resolver.zone import ZoneResolver
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version

DEFAULT = Limits()
SCHEMA = json.loads((Path(__file__).parent / "dry_run.schema.json").read_text())

ZONE = """
bigmail.example.      300 IN MX 10 mx1.bigmail.example.
bigmail.example.      300 IN MX 20 mx2.bigmail.example.
mx1.bigmail.example.  300 IN A    192.0.2.1
mx1.bigmail.example.  300 IN AAAA 2001:db8::1
mx2.bigmail.example.  300 IN A    192.0.2.2
bare.example.         300 IN A    192.0.2.3
text.example.         300 IN TXT  "no mail here"
null.example.         300 IN MX 0 .
mixed.example.        300 IN MX 0 .
mixed.example.        300 IN MX 10 mx1.bigmail.example.
dead.example.         300 IN MX 10 nowhere.dead.example.
alias.example.        300 IN MX 10 cname.alias.example.
cname.alias.example.  300 IN CNAME mx1.bigmail.example.
address.example.      300 IN MX 10 192.0.2.9.
half.example.         300 IN MX 10 broken.half.example.
xn--bcher-kva.example. 300 IN MX 10 mx1.bigmail.example.
;@force broken.example SERVFAIL
;@force silent.example TIMEOUT
;@force broken.half.example SERVFAIL
"""


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def resolver():
    return ZoneResolver.parse([("test zone", ZONE)])


@pytest.fixture
def dry_run(sandbox, resolver):
    """Run a script for a domain and return the report, checked against the schema."""

    def run_it(
        source,
        domain="bigmail.example",
        *,
        query=no_database,
        version="8.8",
        assume=None,
        limits=DEFAULT,
        explain=False,
        **inputs,
    ):
        scenario = Scenario.of(domain, version=Version.parse(version), assumptions=Assumptions(assume or {}), **inputs)
        source = source if isinstance(source, bytes) else source.encode()
        world = World(sandbox=sandbox, resolver=resolver, query=query, limits=limits, explain=explain)
        report = as_json(list(run(source, scenario, world)))
        jsonschema.validate(report, SCHEMA)
        json.dumps(report, allow_nan=False)
        return report

    return run_it
