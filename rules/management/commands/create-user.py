"""`mxadmin create-user NAME --role editor`: add an account."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rules.roles import Role
from rules.services import people
from rules.services.errors import Refused


class Command(BaseCommand):
    help = "Adds an account with a role. The password is asked for, or read from a file or from a pipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.allow_abbrev = False  # --password would be taken for --password-file
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.VIEWER.value)
        # Never the password itself: every process of this machine could read it.
        parser.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is the password")

    def handle(self, *_args: Any, name: str, role: str, password_file: Path | None, **_options: Any) -> None:
        try:
            people.create_user(username=name, password=_password(password_file), role=Role(role), actor=None)
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} may sign in now, as {role}.")


def _password(file: Path | None) -> str:
    if file:
        return _first_line(file)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ.")
    return password


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CommandError(f"{file} cannot be read: {reason}.") from None
