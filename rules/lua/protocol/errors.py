"""Errors of scripts, as values: nothing here is raised."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """syntax: it does not load; runtime: it raised an error; limit: it used too much; crashed: its process died;
    protocol: its process sent something it must not; unavailable: no process could be started; ended: called after
    any of the others, or cancelled."""

    SYNTAX = "syntax"
    RUNTIME = "runtime"
    LIMIT = "limit"
    CRASHED = "crashed"
    PROTOCOL = "protocol"
    UNAVAILABLE = "unavailable"
    ENDED = "ended"

    @property
    def final(self) -> bool:
        """Return whether the session is over."""
        return self not in {ErrorKind.SYNTAX, ErrorKind.RUNTIME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One step in the chain of calls: the function's name in the script, and the line it had reached."""

    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptError:
    """`message` is a sentence without the position; `traceback` is innermost first; `limit` a `Limit`'s text."""

    kind: ErrorKind
    message: str
    line: int | None = None
    source_line: str | None = None
    traceback: tuple[Frame, ...] = ()
    limit: str | None = None
