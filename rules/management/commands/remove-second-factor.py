"""`mxadmin remove-second-factor NAME`: for a person who lost theirs."""

from argparse import ArgumentParser
from typing import Any

from rules import queries
from rules.management.plain import PlainCommand, Usage
from rules.services import sign_ins
from rules.services.errors import Refused


class Command(PlainCommand):
    help = "Removes the second factor of an account: its password alone signs in, until a new one is set up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def answer(self, **options: Any) -> int:
        name = options["name"]
        account = queries.account_named(name)
        if account is None:
            raise Usage(f"There is no user {name}.")
        try:
            sign_ins.remove_second_factor(account=account, actor=None)
        except Refused as error:
            raise Usage(str(error)) from None
        self.stdout.write(f"{name} signs in with the password alone now.")
        return 0
