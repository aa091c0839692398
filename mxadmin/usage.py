"""Errors of the command line: one line on stderr, and an exit code."""

import sys
from argparse import ArgumentParser
from typing import NoReturn

WRONG_USAGE = 2


class Usage(Exception):
    """The message is the one line that the user reads; the exit code is WRONG_USAGE."""


class Parser(ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def port(text: str) -> int:
    """Read a TCP port that can be listened on, for `type=`."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def complain(sentence: str) -> int:
    print(f"mxadmin: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201
    return WRONG_USAGE


def explain(error: Exception) -> int:
    """Explain the error in one line. An error that the user can change is exit code 2, any other 1."""
    from django.core.exceptions import ImproperlyConfigured

    if isinstance(error, ImproperlyConfigured | Usage):
        return complain(str(error))
    if (said := _own_database(error)) is not None:
        return said
    complain(f"{type(error).__name__}: {error} (MXADMIN_LOG_LEVEL=DEBUG shows where.)")
    return 1


def _own_database(error: Exception) -> int | None:
    """Say what is wrong with mxadmin's own database, and return the exit code."""
    from django.apps import apps

    if not apps.ready:
        return None
    from rules.models import own_database

    trouble = own_database.trouble_of(error)
    if trouble is None:
        return None
    complain(own_database.sentence(trouble))
    return WRONG_USAGE if trouble is own_database.Trouble.UNMIGRATED else 1
