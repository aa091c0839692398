"""`mxadmin import FILE`: a file's exact bytes as a script's next revision."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rules import queries
from rules.management.files import read_bytes
from rules.management.plain import PlainCommand, Usage
from rules.models import Script
from rules.models.script_name import ROUTING_SCRIPT
from rules.services import revisions, scripts
from rules.services.errors import Refused


class Command(PlainCommand):
    help = "Saves a file as the next revision of a script, byte for byte. It does not go live by that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the file, or - for standard input")
        parser.add_argument(
            "--script", metavar="NAME", default=ROUTING_SCRIPT, help="default: %(default)s; made if new"
        )
        parser.add_argument("-m", "--message", required=True, help="what changed, in a few words")

    def answer(self, **options: Any) -> int:
        try:
            source = read_bytes(options["file"])
            revisions.check(source, options["message"])
            saved = _save(options["script"], source, options["message"])
        except (ValueError, Refused) as problem:
            raise Usage(str(problem)) from None
        number, script = saved.revision.number, saved.revision.script
        self.stdout.write(
            f"Saved revision {number} of {script}."
            if saved.created
            else f"Nothing to save: this is the text of revision {number} of {script} already."
        )
        return 0


def _save(name: str, source: bytes, message: str) -> revisions.Saved:
    script: Script = queries.script(name) or scripts.create_script(name=name, actor=None)
    parent = queries.latest_number(script)
    return revisions.save(script=script, source=source, message=message, actor=None, parent=parent)
