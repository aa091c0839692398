"""A trace that is kept comes back as it was."""

import zlib

import pytest

from rules.dryrun import record
from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import QueryAnswer
from rules.resolver.zone import ZoneResolver

ZONE = """
bank.example. MX 10 mx1.bank.example.
bank.example. MX 20 mx2.bank.example.
mx1.bank.example. CNAME real.bank.example.
real.bank.example. A 192.0.2.1
bank.example. SOA ns. host. 1 2 3 4 5
;@force mx2.bank.example SERVFAIL
"""
SCRIPT = b"""
print("loading \\0 \\233")
function GetOverrides(domain)
    local odd = {1, "two", [3.5] = {deep = {er = {est = true}}}, f = print, [true] = 1/0, nan = 0/0}
    local rows = VPOP3.PostgresQuery("select 1")
    return nil
end
function CheckServer(domain, mx) if mx == "mx1.bank.example" then error("no") end return false, 2.5 end
"""


def rows(_sql):
    return QueryAnswer(columns=("a", "a"), rows=(("1", None),), elapsed_ms=1.5)


def events(sandbox, source=SCRIPT, domain="bank.example"):
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("z", ZONE)]), query=rows, sql="a queue")
    return tuple(run(source, Scenario.of(domain), world))


@pytest.mark.parametrize("source", [SCRIPT, b"", b"return +", b"error({})"])
@pytest.mark.parametrize("domain", ["bank.example", "absent.example"])
def test_nothing_is_lost(sandbox, source, domain):
    told = events(sandbox, source, domain)
    assert repr(record.load(record.dump(told))) == repr(told)  # nan is not equal to itself


def test_one_of_a_newer_mxadmin_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="kept in format 99"):
        record.load(zlib.compress(b'{"format": 99, "events": []}'))
