"""`mxadmin scenario export|import`: kept scenarios as a YAML file, and back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rules import queries
from rules.management.files import STANDARD, read_text, write_text
from rules.management.plain import PlainCommand, Usage
from rules.models import Script
from rules.scenarios import yaml_file
from rules.scenarios.case_reader import read_case
from rules.services import scenarios
from rules.services.errors import Refused


class Command(PlainCommand):
    help = "Writes the kept scenarios to a YAML file that can live in version control, or reads them from one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "import"])
        parser.add_argument(
            "file",
            metavar="FILE",
            type=Path,
            nargs="?",
            help="export without FILE prints; import - reads standard input",
        )
        parser.add_argument("--name", metavar="SCRIPT", default=queries.ROUTING_SCRIPT, help="default: %(default)s")

    def answer(self, **options: Any) -> int:
        script = queries.script(options["name"])
        if script is None:
            raise Usage(f"There is no script {options['name']}.")
        try:
            action = self._export if options["action"] == "export" else self._import
            return action(script, options["file"])
        except (ValueError, Refused) as problem:
            raise Usage(str(problem)) from None

    def _export(self, script: Script, path: Path | None) -> int:
        kept = {each.name: read_case(each.definition) for each in queries.scenarios_of(script)}
        text = yaml_file.written(kept)
        if path in (None, STANDARD):
            self.stdout.write(text, ending="")
        else:
            write_text(path, text)
            self.stdout.write(f"{len(kept)} scenarios are in {path}.")
        return 0

    def _import(self, script: Script, path: Path | None) -> int:
        if path is None:
            raise Usage("Name the file to import.")
        done = scenarios.import_cases(script=script, cases=yaml_file.read(read_text(path)), actor=None)
        self.stdout.write(f"{done.added} scenarios were added, {done.changed} changed, {done.same} were as they are.")
        return 0
