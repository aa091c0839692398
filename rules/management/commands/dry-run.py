"""`mxadmin dry-run DOMAIN`: the decision about mail for this domain, and why."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from rules import queries
from rules.dryrun.engine import World, run
from rules.dryrun.plain_text import lines
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario, draw_seed
from rules.dryrun.size import parse_size
from rules.dryrun.trace import Event, ScriptEvent
from rules.forms.moments import past_moment
from rules.management.files import read_bytes, read_text
from rules.management.plain import PlainCommand, Usage
from rules.resolver.answer import Resolver
from rules.resolver.choice import Cache, DnsChoice, Source
from rules.resolver.forced import read_forced
from rules.resolver.open import open_resolver
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version
from rules.wiring import connections, health


class Command(PlainCommand):
    needs_tables = False  # a file needs none
    help = "Runs the script's real hooks for a destination, without side effects, and says what VPOP3 would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", metavar="DOMAIN", help="a domain or an e-mail address")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--script", metavar="FILE", type=Path, help="a file (default: the live revision)")
        source.add_argument("--revision", metavar="N", type=int, help="a stored revision by its number")
        source.add_argument("--like", metavar="KEY", help="the text, and the DNS settings, of a dry run that was kept")
        parser.add_argument("--vpop3", metavar="VERSION", default=str(versions.CURRENT), help="default: %(default)s")
        parser.add_argument("--retries", metavar="N", type=int, default=0, help="tries so far (default: 0)")
        parser.add_argument("--size", metavar="SIZE", default="20KB", help="of the message (default: 20KB)")
        parser.add_argument("--connection-id", metavar="N", type=int, default=1, help="the Sender's id (default: 1)")
        parser.add_argument("--connection-name", metavar="NAME", default="Main", help="and name (default: Main)")
        dns = parser.add_mutually_exclusive_group()
        dns.add_argument("--dns", metavar="SERVER", help="system, live (the configured one) or HOST[:PORT]")
        dns.add_argument("--zone", metavar="FILE", type=Path, action="append", help="zone text instead of live DNS")
        parser.add_argument("--force", metavar="NAME=RESULT", action="append", default=[], help="SERVFAIL, TIMEOUT, …")
        parser.add_argument("--older", metavar="FILE", type=Path, help="zone text that VPOP3's cache still holds")
        parser.add_argument("--assume", metavar="NAME=OPTION", action="append", default=[], help="switch an assumption")
        parser.add_argument("--seed", metavar="N", type=int, help="of the order among equal servers (default: random)")
        parser.add_argument("--at", metavar="TIME", help="as of then: ISO 8601, or 7d, 12h ago (default: now)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def answer(self, **options: Any) -> int:
        try:
            scenario = _scenario(options)
            choice, source = _dns_choice(options), _source(options)
            resolver = _resolver(options, choice, scenario.domain)
        except ValueError as problem:
            raise Usage(str(problem)) from None
        doubt = str if options["zone"] else health.doubt_of(choice)
        with connections.opened(resolver, at=scenario.clock, explain=True, dns_doubt=doubt) as world:
            return self._run(source, scenario, world, as_object=options["json"])

    def _run(self, source: bytes, scenario: Scenario, world: World, *, as_object: bool) -> int:
        told: list[Event] = []
        for event in run(source, scenario, world):
            told.append(event)
            if not as_object:
                self.stdout.write("\n".join(lines(event)))
        if as_object:
            self.stdout.write(json.dumps(as_json(told), ensure_ascii=False, allow_nan=False))
        return int(any(event.error for event in told if isinstance(event, ScriptEvent)))


def _scenario(options: dict[str, Any]) -> Scenario:
    return Scenario.of(
        options["domain"],
        retries=options["retries"],
        size=parse_size(options["size"]),
        version=Version.parse(options["vpop3"]),
        connection_id=options["connection_id"],
        connection_name=options["connection_name"],
        assumptions=Assumptions(dict(map(_assumption, options["assume"]))),
        seed=draw_seed() if options["seed"] is None else options["seed"],
        clock=_clock(options["at"]),
    )


def _clock(text: str | None) -> datetime | None:
    return past_moment(text, timezone.get_default_timezone(), datetime.now(UTC)) if text else None


def _assumption(text: str) -> tuple[str, str]:
    name, equals, option = text.partition("=")
    if not equals:
        raise ValueError(f"--assume wants NAME=OPTION, not {text!r}.")
    return name, option


def _dns_choice(options: dict[str, Any]) -> DnsChoice:
    choice = _like(options).dns if options["like"] else DnsChoice(source=_source_of_dns(options))
    if options["dns"] not in {None, "live"}:
        choice = replace(choice, source=Source.SERVER, server=options["dns"])
    if options["force"]:
        choice = replace(choice, forced=read_forced("\n".join(text.replace("=", " ", 1) for text in options["force"])))
    if options["older"]:
        choice = replace(choice, cache=Cache.WARM, older=read_text(options["older"]))
    return choice


def _resolver(options: dict[str, Any], choice: DnsChoice, asked: str) -> Resolver:
    if options["zone"]:
        zones = [(str(path), read_text(path)) for path in options["zone"]]
        return choice.around(open_resolver(zones=zones, asked=asked))
    return connections.chosen(choice)


def _source_of_dns(options: dict[str, Any]) -> Source:
    return Source.DEMO if options["dns"] is None and settings.ZONE_FILES else Source.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """The inputs that a kept run gives to another one."""

    source: bytes
    dns: DnsChoice


def _like(options: dict[str, Any]) -> Like:
    run = queries.dry_run(options["like"])
    if run is None:
        raise ValueError(f"No dry run is kept under the key {options['like']}.")
    return Like(source=run.source, dns=run.run_inputs.dns_choice())


def _source(options: dict[str, Any]) -> bytes:
    if options["like"]:
        return _like(options).source
    if options["script"]:
        return read_bytes(options["script"])
    return queries.source_for_command(options["revision"])
