"""The servers that a text refuses, minute after minute."""

from collections.abc import Iterable, Mapping, Sequence

MOST_SERVERS = 60
"""The servers that are asked about each minute, those refused for longest first."""


def followed(since: Mapping[str, int], refused: Iterable[str], asked: Iterable[str], judged: int) -> dict[str, int]:
    """Return since which judged minute each server has been refused without a pause. What was not asked about stays as
    it was."""
    now, known = set(refused), set(asked)
    kept = {server: first for server, first in since.items() if server not in known or server in now}
    return {**dict.fromkeys(sorted(now - kept.keys()), judged), **kept}


def to_ask(since: Mapping[str, int], usual: Sequence[str], new: Iterable[str]) -> list[str]:
    """Return the servers to ask about: those that were refused, those of the weeks before, and those of now."""
    longest = sorted(since, key=lambda server: since[server])
    return list(dict.fromkeys((*longest, *usual, *new)))[:MOST_SERVERS]
