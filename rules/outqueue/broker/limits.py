"""Limits of one query of a script."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Wall-clock `seconds`, `rows`, `bytes` of all values, `characters` of the text. `schemas`: the only ones that
    may be read with a role that could read more than VPOP3's queue."""

    seconds: float = 2.0
    rows: int = 1_000
    bytes: int = 1_000_000
    characters: int = 100_000
    schemas: tuple[str, ...] = ("outqueue",)
