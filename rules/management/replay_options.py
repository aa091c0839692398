"""The options of `mxadmin replay` that its kin have too: which text, which attempts, and what is not recorded."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from rules import queries
from rules.dryrun.size import parse_size
from rules.management.files import read_bytes
from rules.management.moments import read_range
from rules.replay.request import ReplayRequest, Text
from rules.resolver.names import canonical
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version

DEFAULT_SINCE = "7d"


def add_text(parser: ArgumentParser) -> None:
    parser.add_argument("--name", metavar="SCRIPT", default=queries.ROUTING_SCRIPT, help="default: %(default)s")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--script", metavar="FILE", type=Path, help="a file (default: the live revision)")
    source.add_argument("--revision", metavar="N", type=int, help="a stored revision by its number")


def add_range(parser: ArgumentParser) -> None:
    parser.add_argument("--since", metavar="TIME", default=DEFAULT_SINCE, help="ISO 8601, or ago: 7d (default), 12h")
    parser.add_argument("--until", metavar="TIME", help="default: now")
    parser.add_argument("--server", metavar="HOST", action="append", default=[], help="only attempts at this one")
    parser.add_argument("--provider", metavar="DOMAIN", action="append", default=[], help="only at its servers")
    parser.add_argument("--lag", metavar="SECONDS", type=float, default=0.0, help="until a row can be read (0)")
    parser.add_argument("--vpop3", metavar="VERSION", default=str(versions.CURRENT), help="default: %(default)s")
    parser.add_argument("--retries", metavar="N", type=int, help="tries so far (default: as recorded, else 0)")
    parser.add_argument("--size", metavar="SIZE", help="of each message (default: as recorded, else 20KB)")
    parser.add_argument("--domain", metavar="NAME", help="of each message (default: as recorded, else the server's)")
    parser.add_argument("--assume", metavar="NAME=OPTION", action="append", default=[], help="switch an assumption")


def read_request(text: Text, options: dict[str, Any]) -> ReplayRequest:
    """Read which attempts are meant, and what is not recorded. Raise ValueError."""
    zone = timezone.get_default_timezone()
    since, until = read_range(options["since"], options["until"], zone, datetime.now(UTC))
    return ReplayRequest(
        text=text,
        since=since,
        until=until,
        servers=tuple(map(_server, options["server"])),
        providers=tuple(_domain("--provider", name) for name in options["provider"]),
        lag=options["lag"],
        zone=zone,
        version=Version.parse(options["vpop3"]),
        retries=options["retries"],
        size=parse_size(options["size"]) if options["size"] else None,
        domain=_domain("--domain", options["domain"]) if options["domain"] else None,
        assumptions=Assumptions(dict(map(_assumption, options["assume"]))),
        live=queries.live_times(options["name"], since, until),
    )


def _server(text: str) -> str:
    name = text.strip().rstrip(".").lower()
    if not name:
        raise ValueError("--server wants the name of a mail server.")
    return name


def _domain(option: str, name: str) -> str:
    try:
        return canonical(name)
    except ValueError as problem:
        raise ValueError(f"{option} {name}: {problem}") from None


def _assumption(text: str) -> tuple[str, str]:
    name, equals, option = text.partition("=")
    if not equals:
        raise ValueError(f"--assume wants NAME=OPTION, not {text!r}.")
    return name, option


def read_text(options: dict[str, Any]) -> Text:
    if options["script"]:
        return Text(source=read_bytes(options["script"]), name=str(options["script"]))
    number = options["revision"]
    name = "live revision" if number is None else f"revision {number}"
    return Text(source=queries.source_for_command(number, options["name"]), name=name)
