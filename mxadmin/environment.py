"""Settings from the environment: typed, from a file where one is named, with a clear error for a wrong value."""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "MXADMIN_"
Value = TypeVar("Value")


class _EnvFile(environ.Env):
    """A reader of the .env file into a place of its own: the environment wins over the file."""


class Environment:
    """Variables with our prefix. `MXADMIN_X_FILE` names a file that holds the value of `MXADMIN_X`."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = dict(variables)
        self.names: set[str] = {"ENV_FILE"}
        self._read_env_file()

    def _read_env_file(self) -> None:
        path = self._variables.get(f"{PREFIX}ENV_FILE")
        if not path:
            return
        _read("ENV_FILE", path)  # django-environ would only log that the file is missing
        _EnvFile.ENVIRON = {}
        _EnvFile.read_env(path)
        self._variables = _EnvFile.ENVIRON | self._variables

    def text(self, name: str, default: str = "") -> str:
        self.names |= {name, f"{name}_FILE"}
        path = self._variables.get(f"{PREFIX}{name}_FILE")
        value = _read(f"{name}_FILE", path) if path else self._variables.get(PREFIX + name, "")
        return value.strip() or default

    def parsed(self, name: str, default: str, parse: Callable[[str], Value]) -> Value:
        """`parse` raises ValueError with what to write; the sentence shown names the variable."""
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            raise ImproperlyConfigured(f"{PREFIX}{name}: {error}") from None

    def refuse_misspelt(self) -> None:
        """Refuse a variable that looks like one of ours but is none: it was meant to do something."""
        for variable in sorted(self._variables):
            name = variable.removeprefix(PREFIX)
            if name == variable or name in self.names:
                continue
            if close := difflib.get_close_matches(name, self.names, n=1, cutoff=0.8):
                raise ImproperlyConfigured(f"{variable} is not a setting of mxadmin. Did you mean {PREFIX}{close[0]}?")


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ImproperlyConfigured(
            f"{PREFIX}{name} names {path!r}, which cannot be read: {reason}. Name a file that this user can read."
        ) from None
