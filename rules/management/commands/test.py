"""`mxadmin test`: every kept scenario with a text of the script. Exit code 0: all passed, 1: not all, 2: bad usage."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rules import queries
from rules.management.files import read_bytes, read_text, write_text
from rules.management.plain import PlainCommand, Usage
from rules.scenarios import junit, trial, yaml_file
from rules.scenarios.case import Case
from rules.scenarios.case_reader import read_case
from rules.scenarios.trial import Trial
from rules.services.scenario_results import stored_trial, unconnected
from rules.text.printable import printable
from rules.wiring import connections


class Command(PlainCommand):
    needs_tables = False  # a file needs none
    help = "Tries every kept scenario with the live revision, or with another text, and says which do not pass."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", metavar="SCRIPT", default=queries.ROUTING_SCRIPT, help="default: %(default)s")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--script", metavar="FILE", type=Path, help="a file (default: the live revision)")
        source.add_argument("--revision", metavar="N", type=int, help="a stored revision by its number")
        parser.add_argument("--scenarios", metavar="FILE", type=Path, help="those of a YAML file instead of the kept")
        parser.add_argument("--live", action="store_true", help="with DNS and SQL as they are today, not as pinned")
        parser.add_argument("--junit", metavar="FILE", type=Path, help="write JUnit XML there as well")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def answer(self, **options: Any) -> int:
        try:
            source, cases = _source(options), _cases(options)
        except ValueError as problem:
            raise Usage(str(problem)) from None
        if not cases:
            raise Usage("No scenario is kept yet: keep one beside a dry run, or with mxadmin scenario import FILE.")
        tried = {name: _try(source, case, live=options["live"]) for name, case in cases.items()}
        if options["junit"]:
            write_text(options["junit"], junit.report(tried))
        if options["json"]:
            self.stdout.write(
                json.dumps({name: stored_trial(each) for name, each in tried.items()}, ensure_ascii=False)
            )
        else:
            self._say(tried)
        return int(not all(each.passed for each in tried.values()))

    def _say(self, tried: dict[str, Trial]) -> None:
        for name, each in tried.items():
            self.stdout.write(f"{'passed' if each.passed else 'FAILED'}  {name}")
            for problem in each.problems:
                self.stdout.write(f"        {printable(problem)}")
        failed = sum(not each.passed for each in tried.values())
        self.stdout.write(f"{len(tried)} scenarios, {failed} failed." if failed else f"{len(tried)} scenarios passed.")


def _try(source: bytes, case: Case, *, live: bool) -> Trial:
    if not live:
        return trial.pinned(source, case, unconnected())
    with connections.opened(connections.usual_resolver()) as world:
        return trial.live(source, case, world)


def _source(options: dict[str, Any]) -> bytes:
    if options["script"]:
        return read_bytes(options["script"])
    return queries.source_for_command(options["revision"], options["name"])


def _cases(options: dict[str, Any]) -> dict[str, Case]:
    if options["scenarios"]:
        return yaml_file.read(read_text(options["scenarios"]))
    script = queries.script(options["name"])
    return {each.name: read_case(each.definition) for each in queries.scenarios_of(script)} if script else {}
