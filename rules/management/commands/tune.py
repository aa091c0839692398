"""`mxadmin tune`: which values of a text's numbers would have done best on the attempts that were made."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from rules import queries
from rules.lua.cancellation import Cancellation
from rules.management.interruption import interruptible
from rules.management.plain import PlainCommand, Usage
from rules.management.progress_line import progress_line
from rules.management.replay_options import add_range, add_text, read_request, read_text
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.request import Text
from rules.tuning.literals import Literals, literals_of
from rules.tuning.plain_text import lines, offered_lines
from rules.tuning.promising import most_promising
from rules.tuning.request import TuneRequest
from rules.tuning.result import TuningResult
from rules.tuning.tune import tune
from rules.tuning.variation import FORM, Variation, read_variations
from rules.wiring import connections, histories


class Command(PlainCommand):
    help = (
        "Tries other values of one or two numbers of a text on every attempt that was made. Avoided are the transient "
        "failures that a value would have refused (useful, in the words of mxadmin replay)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_text(parser)
        parser.add_argument(
            "--vary", metavar="PLACE=VALUES", action="append", default=[],
            help=f"{FORM}; twice: a grid. Without values: those that the history suggests (default: list the literals, "
                 "and vary the most promising one)",
        )  # fmt: skip
        add_range(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def answer(self, **options: Any) -> int:
        try:
            text = read_text(options)
            literals = literals_of(text.source)
            result = _tuned(TuneRequest(
                replay=read_request(text, options),
                variations=_variations(options["vary"], literals),
                live=_live(options["name"]),
                offered=() if options["vary"] else literals.offered,
            ))  # fmt: skip
        except (ValueError, Unavailable) as problem:
            raise Usage(str(problem)) from None
        if options["json"]:
            offered = [literal.to_dict() for literal in literals.offered]
            self.stdout.write(json.dumps({**result.to_dict(), "offered": offered}, ensure_ascii=False, allow_nan=False))
        else:
            listed = [] if options["vary"] else offered_lines(literals, result)
            self.stdout.write("\n".join([*listed, *lines(result)]))
        return int(bool(result.partial))


def _variations(texts: list[str], literals: Literals) -> list[Variation]:
    return read_variations(texts, literals) if texts else [Variation(literal=most_promising(literals))]


def _live(name: str) -> Text | None:
    try:
        return Text(source=queries.source_for_command(None, name), name="live")
    except ValueError:  # nothing is live
        return None


def _tuned(request: TuneRequest) -> TuningResult:
    cancellation, result = Cancellation(), None
    with (
        interruptible(cancellation),
        histories.opened(request.replay, cancellation) as world,
        progress_line(sys.stderr) as line,
    ):
        try:
            for step in tune(request, world.history, world.past, connections.mass_sandbox(), cancellation):
                line.show(step)
                result = step.result
        finally:
            connections.mass_sandbox().close()
    assert result is not None, "the last step has it"
    return result
