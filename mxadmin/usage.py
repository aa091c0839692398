"""What was typed and cannot be done."""

from argparse import ArgumentParser
from typing import NoReturn


class Usage(Exception):
    """The message is the one line that the user reads; the exit code is 2."""


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
