"""`mxadmin replay`: what a text of the script would have done to the attempts that were made."""

import csv
import json
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from django.utils import timezone

from rules import queries
from rules.dryrun.size import parse_size
from rules.lua.cancellation import Cancellation
from rules.management.files import read_bytes
from rules.management.moments import read_range
from rules.management.plain import PlainCommand, Usage
from rules.management.progress_line import progress_line
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.plain_text import lines
from rules.replay.progress import Progress
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.replay.result import ROW_COLUMNS, Result
from rules.resolver.names import canonical
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version
from rules.wiring import connections, histories

DEFAULT_SINCE = "7d"


class Command(PlainCommand):
    help = "Tries a text of the script on every attempt that was made, as of its moment, and scores it by the outcomes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", metavar="SCRIPT", default=queries.ROUTING_SCRIPT, help="default: %(default)s")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--script", metavar="FILE", type=Path, help="a file (default: the live revision)")
        source.add_argument("--revision", metavar="N", type=int, help="a stored revision by its number")
        parser.add_argument("--against", metavar="live|none|N|FILE", help="the text beside it (default: the live one)")
        parser.add_argument(
            "--since", metavar="TIME", default=DEFAULT_SINCE, help="ISO 8601, or ago: 7d (default), 12h"
        )
        parser.add_argument("--until", metavar="TIME", help="default: now")
        parser.add_argument("--server", metavar="HOST", action="append", default=[], help="only attempts at this one")
        parser.add_argument("--provider", metavar="DOMAIN", action="append", default=[], help="only at its servers")
        parser.add_argument("--lag", metavar="SECONDS", type=float, default=0.0, help="until a row can be read (0)")
        parser.add_argument("--vpop3", metavar="VERSION", default=str(versions.CURRENT), help="default: %(default)s")
        parser.add_argument("--retries", metavar="N", type=int, help="tries so far (default: as recorded, else 0)")
        parser.add_argument("--size", metavar="SIZE", help="of each message (default: as recorded, else 20KB)")
        parser.add_argument(
            "--domain", metavar="NAME", help="of each message (default: as recorded, else the server's)"
        )
        parser.add_argument("--assume", metavar="NAME=OPTION", action="append", default=[], help="switch an assumption")
        parser.add_argument("--rows", metavar="FILE", type=Path, help="write a CSV line for each attempt there")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def answer(self, **options: Any) -> int:
        try:
            request = _request(options)
            with ExitStack() as open_files:
                rows = _opened(options["rows"], open_files)
                result = _replayed(request, rows)
        except (ValueError, Unavailable) as problem:
            raise Usage(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(lines(result)))
        return int(bool(result.partial or result.script_errors))


def _replayed(request: ReplayRequest, rows: "csv.DictWriter[str] | None") -> Result:
    """Replay it all, and write the rows on the way. What there is when it is interrupted is the result."""
    cancellation, last = Cancellation(), None
    with (
        _interruptible(cancellation),
        histories.opened(request, cancellation) as world,
        progress_line(sys.stderr) as line,
    ):
        try:
            for progress in replay(
                request, world.history, world.past, connections.mass_sandbox(), cancellation,
                past_with_lag=world.past_with_lag,
            ):  # fmt: skip
                last = progress
                line.show(progress)
                _write(rows, progress.rows)
        except Unavailable as problem:
            if last is None:
                raise
            return replace(last.result(), partial=str(problem))
        finally:
            connections.mass_sandbox().close()
        return _result(last)


def _result(last: Progress | None) -> Result:
    assert last is not None, "the last step always comes"
    return last.result()


def _write(rows: "csv.DictWriter[str] | None", some: Any) -> None:
    if rows is None:
        return
    try:
        rows.writerows(row.to_dict() for row in some)
    except OSError as error:
        raise ValueError(f"The rows cannot be written: {error.strerror}.") from None


def _opened(path: Path | None, open_files: ExitStack) -> "csv.DictWriter[str] | None":
    if path is None:
        return None
    try:
        file: TextIO = open_files.enter_context(path.open("w", encoding="utf-8", newline=""))
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}.") from None
    writer = csv.DictWriter(file, ROW_COLUMNS)
    writer.writeheader()
    return writer


@contextmanager
def _interruptible(cancellation: Cancellation) -> Iterator[None]:
    """Let Ctrl-C end the replay and not the command, which then prints what there is. A second one ends it all."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancellation.cancel()

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _request(options: dict[str, Any]) -> ReplayRequest:
    zone = timezone.get_default_timezone()
    since, until = read_range(options["since"], options["until"], zone, datetime.now(UTC))
    text, against = _text(options), _against(options)
    return ReplayRequest(
        text=text,
        against=None if against and against.source == text.source and options["against"] is None else against,
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
        keep_rows=options["rows"] is not None,
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


def _text(options: dict[str, Any]) -> Text:
    if options["script"]:
        return Text(source=read_bytes(options["script"]), name=str(options["script"]))
    number = options["revision"]
    name = "live revision" if number is None else f"revision {number}"
    return Text(source=queries.source_for_command(number, options["name"]), name=name)


def _against(options: dict[str, Any]) -> Text | None:
    """Read the other text. The live one is taken by itself only where there is one."""
    against = options["against"]
    if against == "none":
        return None
    if against is None or against == "live":
        try:
            return Text(source=queries.source_for_command(None, options["name"]), name="live")
        except ValueError:
            if against == "live":
                raise
            return None
    if against.isdecimal() and not Path(against).is_file():
        return Text(source=queries.source_for_command(int(against), options["name"]), name=f"revision {against}")
    return Text(source=read_bytes(Path(against)), name=against)
