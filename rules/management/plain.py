"""Commands as mail administrators expect them: a bad argument is one line on stderr and exit code 2, nothing else."""

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from rules.models import own_database


class Usage(Exception):
    """A command that cannot be carried out as typed; the message is the line that the user reads."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message[:1].upper()}{message[1:]}. See mxadmin {self.prog.split()[-1]} --help.")


class PlainCommand(BaseCommand):
    """`answer` does the work and returns the exit code; it raises `Usage` for what the user must change."""

    requires_system_checks: list[str] = []
    needs_tables = True
    """Whether to refuse while migrations are missing; False for a command that may need no table of ours."""
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = type("Parser", (_Parser, parser.__class__), {})
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except Usage as problem:
            print(f"mxadmin {argv[1]}: {' '.join(str(problem).split())}", file=sys.stderr)  # noqa: T201
            sys.exit(2)

    def handle(self, *_args: Any, **options: Any) -> None:
        if self.needs_tables and (missing := own_database.missing_migrations()):
            raise Usage(f"mxadmin's own tables lack {missing} migrations: run mxadmin migrate first.")
        code = self.answer(**options)
        if code:
            sys.exit(code)

    def answer(self, **options: Any) -> int:
        raise NotImplementedError
