"""How the command line says what went wrong: one line on stderr, and an exit code."""

import sys
from argparse import ArgumentParser
from typing import NoReturn

WRONG_USAGE = 2


class Usage(Exception):
    """The message is the one line that the user reads; the exit code is WRONG_USAGE."""


class Parser(ArgumentParser):
    """An argument parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def port(text: str) -> int:
    """For `type=`: a TCP port that can be listened on."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def complain(sentence: str) -> int:
    print(f"mxadmin: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201
    return WRONG_USAGE


def explain(error: Exception) -> int:
    """One line. What the user can change is exit code 2, what they cannot is 1."""
    from django.core.exceptions import ImproperlyConfigured

    if isinstance(error, ImproperlyConfigured | Usage):
        return complain(str(error))
    complain(f"{type(error).__name__}: {error} (MXADMIN_LOG_LEVEL=DEBUG shows where.)")
    return 1
