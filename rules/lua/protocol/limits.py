"""The limits of a script. The one that is reached first ends the session and is named in its error."""

from dataclasses import dataclass
from enum import StrEnum

from rules.text.size import MAX_SOURCE

SCRIPT_MAX_BYTES = MAX_SOURCE
"""Bytes. Longer scripts are refused before a process sees them. VPOP3 documents no limit; this one is ours."""

LAST_TRACED_LINE = 65_536
"""Lines after this one run, but are not counted."""

MEMORY_CEILING = 256 * 1024 * 1024
"""No session may ask for more than this: the process is held to it from outside as well."""


class Limit(StrEnum):
    """The names of the limits in errors."""

    WALL = "time"
    CPU = "processor time"
    INSTRUCTIONS = "instructions"
    MEMORY = "memory"
    PRINT = "print output"
    QUERIES = "SQL queries"
    QUERY_BYTES = "length of a SQL query"
    SQL_TIME = "time for SQL"
    SQL_BYTES = "size of what SQL brought"
    VALUES = "size of the values returned"
    SOURCE = "length of the script"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`wall_ms` is for the whole session, without the time in which the caller answers SQL or does other work; the
    answers to SQL have `sql_ms` and `sql_bytes`, all together.

    `cpu_ms` is counted by the kernel (POSIX systems only). Per call: `instructions` (of Lua's machine; where lines
    are traced, a thousand lines may pass for a thousand instructions), `values` (table entries and values returned)
    and `value_bytes` (text in them). The rest is per session.
    """

    wall_ms: int = 5_000
    cpu_ms: int = 6_000
    instructions: int = 200_000_000
    memory_bytes: int = 64 * 1024 * 1024
    print_bytes: int = 256 * 1024
    queries: int = 200
    query_bytes: int = 64 * 1024
    sql_ms: int = 20_000
    sql_bytes: int = 8 * 1024 * 1024
    values: int = 50_000
    value_bytes: int = 1024 * 1024

    def __post_init__(self) -> None:
        if self.memory_bytes > MEMORY_CEILING:
            raise ValueError(f"memory_bytes {self.memory_bytes} is above the ceiling of {MEMORY_CEILING}.")
