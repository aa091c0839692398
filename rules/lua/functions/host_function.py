"""The form of a host function: a name in the script's `VPOP3` table, and the code that answers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Row = dict[bytes, bytes]
Result = None | bytes | Sequence[int] | Sequence[Row]


class Host(Protocol):
    """Requests that a host function may make of the process that runs the script."""

    def query(self, sql: bytes) -> Sequence[Row] | None:
        """Return rows without their NULLs, or None after an error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFunction:
    """One function. `call` gets the host and three arguments, each text or None: arrays of byte numbers and numbers
    have become text, anything else is None. `since` is VPOP3's version, None for the first; `basis` says what the
    vendor documents and what is assumed.

    rules/docs/host-functions.md has an entry for each: its `signature`, and an example that a test runs.
    """

    name: str
    signature: str
    summary: str
    call: Callable[[Host, bytes | None, bytes | None, bytes | None], Result]
    since: str | None = None
    basis: str = "documented"
