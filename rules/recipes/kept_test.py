"""A recipe's example as a test that is kept: run with the script, and pinned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address

from rules.dryrun.engine import World, run
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.lua.cancellation import Cancellation
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Sandbox
from rules.recipes.recipe import Example
from rules.resolver.zone import ZoneResolver
from rules.scenarios import trial
from rules.scenarios.case import Case
from rules.scenarios.pinning import pins_of

_LABEL = "the recipe's example"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTest:
    """The test. `problems`: a sentence for each reason why the script does not pass it."""

    name: str
    case: Case
    problems: tuple[str, ...]


def kept_test(source: bytes, example: Example, sandbox: Sandbox, cancellation: Cancellation | None = None) -> KeptTest:
    """Run a script for an example, and keep all that it asked. Queries of other rules find no rows."""
    world = World(
        sandbox=sandbox,
        resolver=_resolver(example),
        query=_Rows(example),
        sql="pinned",
        trace_lines=False,
        cancellation=cancellation or Cancellation(),
    )
    scenario = Scenario.of(example.domain, **example.inputs)
    events = list(run(source, scenario, world))
    case = Case(inputs=scenario, expected=example.expected, pins=pins_of(as_json(events)))
    again = trial.pinned(source, case, replace(world, resolver=ZoneResolver.parse([])))
    return KeptTest(name=example.name, case=case, problems=again.problems)


class _Rows:
    def __init__(self, example: Example) -> None:
        self._rows = example.rows

    def __call__(self, sql: str) -> QueryAnswer:
        row: Mapping[str, str] = next((row for text, row in self._rows if text in sql), {})
        if not row or not all(f" {column}" in sql for column in row):
            return QueryAnswer()
        return QueryAnswer(columns=tuple(row), rows=(tuple(row.values()),))


def _resolver(example: Example) -> ZoneResolver:
    domain = example.domain
    servers = [f"mx1.{domain}", f"mx2.{domain}"]
    lines = [f"{domain}. MX {place}0 {server}." for place, server in enumerate(servers, 1)]
    hosts = dict.fromkeys((*servers, *(host.partition(":")[0] for host in example.hosts)))
    lines += [f"{host}. A 192.0.2.{place}" for place, host in enumerate(hosts, 1) if not _is_address(host)]
    return ZoneResolver.parse([(_LABEL, "\n".join(lines) + "\n")])


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
