"""`mxadmin lint FILE…`: what is to be said about scripts before they are live."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rules.analysis.positions import SourceText
from rules.lint.finding import Finding, Severity
from rules.lint.report import as_json, as_text
from rules.management.files import read_bytes
from rules.management.plain import PlainCommand, Usage
from rules.vpop3 import versions
from rules.vpop3.versions import Version
from rules.wiring import connections, linting


class Command(PlainCommand):
    needs_tables = False  # a file needs none
    help = "Says what may go wrong in scripts. Exit code 0: clean or information only, 1: findings, 2: bad usage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a script")
        parser.add_argument("--vpop3", metavar="VERSION", default=str(versions.CURRENT), help="default: %(default)s")
        parser.add_argument("--json", action="store_true", help="a JSON list of findings instead of text")

    def answer(self, **options: Any) -> int:
        try:
            version = Version.parse(options["vpop3"])
            sources = {path: read_bytes(path) for path in options["files"]}
        except ValueError as problem:
            raise Usage(str(problem)) from None
        try:
            found = {path: linting.findings(source, version) for path, source in sources.items()}
        finally:
            connections.sandbox().close()
        self.stdout.write(_json(found) if options["json"] else _text(found, sources), ending="")
        return int(any(each.severity is not Severity.INFORMATION for every in found.values() for each in every))


def _json(found: dict[Path, tuple[Finding, ...]]) -> str:
    several = len(found) > 1
    listed = [
        {**({"file": str(path)} if several else {}), **as_json(each)} for path, every in found.items() for each in every
    ]
    return json.dumps(listed, ensure_ascii=False) + "\n"


def _text(found: dict[Path, tuple[Finding, ...]], sources: dict[Path, bytes]) -> str:
    texts = {path: SourceText(source) for path, source in sources.items()}
    lines = [line for path, every in found.items() for each in every for line in as_text(each, str(path), texts[path])]
    return "".join(f"{line}\n" for line in lines)
