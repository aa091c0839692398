"""`mxadmin export`: a revision's exact bytes."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rules import queries
from rules.management.files import write_bytes
from rules.management.plain import PlainCommand, Usage
from rules.models import Revision, Script
from rules.models.script_name import ROUTING_SCRIPT


class Command(PlainCommand):
    help = "Writes the live revision of a script, or another one, byte for byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", default="-", help="default: standard output")
        parser.add_argument("--script", metavar="NAME", default=ROUTING_SCRIPT, help="default: %(default)s")
        parser.add_argument("--revision", metavar="N", type=int, help="default: the live one")

    def answer(self, **options: Any) -> int:
        try:
            source = bytes(_revision(options["script"], options["revision"]).source)
            if options["file"] == "-":
                sys.stdout.buffer.write(source)
                sys.stdout.buffer.flush()
            else:
                write_bytes(Path(options["file"]), source)
        except ValueError as problem:
            raise Usage(str(problem)) from None
        return 0


def _revision(name: str, number: int | None) -> Revision:
    script = queries.script(name)
    if script is None:
        known = ", ".join(map(str, queries.all_scripts())) or "none is stored yet"
        raise ValueError(f"There is no script {name}. There is: {known}.")
    found = script.live if number is None else queries.revision(script, number)
    if found is None:
        raise ValueError(_missing(script, number))
    return found


def _missing(script: Script, number: int | None) -> str:
    latest = queries.latest_number(script)
    there = f"it has 1 to {latest}" if latest else "none was saved yet"
    if number is None:
        return f"No revision of {script} is live; {there}: name one with --revision."
    return f"{script} has no revision {number}; {there}."
