"""`mxadmin set-role NAME --role publisher`: what an account may do from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rules.roles import Role
from rules.services import people
from rules.services.errors import Refused


class Command(BaseCommand):
    help = "Gives an account this role instead of the one it has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", choices=[role.value for role in Role], required=True)

    def handle(self, *_args: Any, name: str, role: str, **_options: Any) -> None:
        try:
            people.set_role(username=name, role=Role(role), actor=None)
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} is {role} now.")
