"""`mxadmin replay`: what a text of the script would have done to the attempts that were made."""

import csv
import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from rules import queries
from rules.lua.cancellation import Cancellation
from rules.management.files import read_bytes
from rules.management.interruption import interruptible
from rules.management.plain import PlainCommand, Usage
from rules.management.progress_line import progress_line
from rules.management.replay_options import add_range, add_text, read_request, read_text
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.plain_text import lines
from rules.replay.progress import Progress
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.replay.result import ROW_COLUMNS, Result
from rules.wiring import connections, histories


class Command(PlainCommand):
    help = "Tries a text of the script on every attempt that was made, as of its moment, and scores it by the outcomes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_text(parser)
        parser.add_argument("--against", metavar="live|none|N|FILE", help="the text beside it (default: the live one)")
        add_range(parser)
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
        interruptible(cancellation),
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


def _request(options: dict[str, Any]) -> ReplayRequest:
    text, against = read_text(options), _against(options)
    return replace(
        read_request(text, options),
        against=None if against and against.source == text.source and options["against"] is None else against,
        keep_rows=options["rows"] is not None,
    )


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
