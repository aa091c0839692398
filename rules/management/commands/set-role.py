"""`mxadmin set-role NAME --role publisher`: what an account may do from now on."""

from argparse import ArgumentParser
from typing import Any

from rules.management.plain import PlainCommand, Usage
from rules.models.roles import Role
from rules.services import people
from rules.services.errors import Refused


class Command(PlainCommand):
    help = "Gives an account this role instead of the one it has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", choices=[role.value for role in Role], required=True)

    def answer(self, **options: Any) -> int:
        name, role = options["name"], Role(options["role"])
        try:
            people.set_role(username=name, role=role, actor=None)
        except Refused as error:
            raise Usage(str(error)) from None
        self.stdout.write(f"{name} is {role} now.")
        return 0
