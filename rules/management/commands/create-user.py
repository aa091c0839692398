"""`mxadmin create-user NAME --role editor`: add an account."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from rules.management.plain import PlainCommand, Usage
from rules.models.roles import Role
from rules.services import people
from rules.services.errors import Refused


class Command(PlainCommand):
    help = "Adds an account with a role. The password is asked for, or read from a file or from a pipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.allow_abbrev = False  # --password would be taken for --password-file
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.VIEWER.value)
        # Never the password itself: every process of this machine could read it.
        parser.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is the password")

    def answer(self, **options: Any) -> int:
        name, role = options["name"], Role(options["role"])
        try:
            people.create_user(username=name, password=_password(options["password_file"]), role=role, actor=None)
        except Refused as error:
            raise Usage(str(error)) from None
        self.stdout.write(f"{name} may sign in now, as {role}.")
        return 0


def _password(file: Path | None) -> str:
    if file:
        return _first_line(file)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise Usage("The two passwords differ.")
    return password


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Usage(f"{file} cannot be read: {reason}.") from None
