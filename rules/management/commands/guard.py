"""`mxadmin guard`: whether a text of the script may never let go of a server, or of a message."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from rules import queries
from rules.guard.guard import guard
from rules.guard.plain_text import lines
from rules.guard.report import report
from rules.guard.result import GuardResult
from rules.guard.settings import RETRY_MINUTES, SECONDS, GuardSettings
from rules.lua.cancellation import Cancellation
from rules.management.files import read_bytes
from rules.management.moments import read_range
from rules.management.plain import PlainCommand, Usage
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.request import ReplayRequest, Text
from rules.wiring import connections, histories

DEFAULT_SINCE = "7d"


class Command(PlainCommand):
    help = "Looks for servers that a text of the script never lets through again, and for mail that it holds too long."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", metavar="SCRIPT", default=queries.ROUTING_SCRIPT, help="default: %(default)s")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--script", metavar="FILE", type=Path, help="a file (default: the live revision)")
        source.add_argument("--revision", metavar="N", type=int, help="a stored revision by its number")
        parser.add_argument(
            "--since", metavar="TIME", default=DEFAULT_SINCE, help="ISO 8601, or ago: 7d (default), 12h"
        )
        parser.add_argument(
            "--give-up", metavar="DAYS", type=float, default=settings.GIVE_UP_DAYS,
            help="a message's life in VPOP3's queue (default: %(default)g)",
        )  # fmt: skip
        parser.add_argument(
            "--retry", metavar="MINUTES", type=float, default=RETRY_MINUTES,
            help="until a message is tried again (default: %(default)g)",
        )  # fmt: skip
        parser.add_argument(
            "--seconds", metavar="N", type=float, default=SECONDS, help="the most it may take (default: %(default)g)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def answer(self, **options: Any) -> int:
        try:
            result = _guarded(options)
        except (ValueError, Unavailable) as problem:
            raise Usage(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(report(result), ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(lines(result)))
        return int(not result.passed)


def _guarded(options: dict[str, Any]) -> GuardResult:
    wanted = GuardSettings(give_up_days=options["give_up"], retry_minutes=options["retry"], seconds=options["seconds"])
    zone = timezone.get_default_timezone()
    since, until = read_range(options["since"], None, zone, datetime.now(UTC))
    request = ReplayRequest(
        text=_text(options),
        against=_live(options["name"]),
        since=since,
        until=until,
        zone=zone,
        live=queries.live_times(options["name"], since, until),
    )
    cancellation = Cancellation()
    try:
        with histories.opened(request, cancellation) as world:
            return guard(request, wanted, world.surroundings(connections.mass_sandbox(), cancellation))
    finally:
        connections.mass_sandbox().close()


def _live(name: str) -> Text | None:
    try:
        return Text(source=queries.source_for_command(None, name), name="live")
    except ValueError:  # none is live
        return None


def _text(options: dict[str, Any]) -> Text:
    if options["script"]:
        return Text(source=read_bytes(options["script"]), name=str(options["script"]))
    number = options["revision"]
    name = "live revision" if number is None else f"revision {number}"
    return Text(source=queries.source_for_command(number, options["name"]), name=name)
