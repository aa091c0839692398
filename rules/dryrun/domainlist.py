"""A pasted or uploaded list of destinations, read line by line."""

import re
from collections import Counter
from dataclasses import dataclass

from rules.resolver.names import canonical

BETWEEN = re.compile(r"[\s,;]+")
LONGEST_SHOWN, MOST_SHOWN = 80, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something that names no destination: its line (from 1), what stood there and why not, as a sentence."""

    line: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainList:
    """`domains` in the order of their first mention, with how often they were named."""

    domains: dict[str, int]
    unread: tuple[Unread, ...]

    def shown(self) -> tuple[Unread, ...]:
        """What was not read, one by one; of very many, the rest in one."""
        if not (rest := self.unread[MOST_SHOWN:]):
            return self.unread
        told = Unread(
            line=rest[0].line, text="…", problem=f"{len(rest):,} more from here on name no destination either."
        )
        return (*self.unread[:MOST_SHOWN], told)


def read(text: str) -> DomainList:
    """Domains or e-mail addresses, one a line or separated by commas, semicolons or spaces; `#` begins a comment."""
    domains: Counter[str] = Counter()
    unread = []
    known: dict[str, str | ValueError] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in filter(None, BETWEEN.split(line.partition("#")[0])):
            if word not in known:
                known[word] = _canonical(word)
            found = known[word]
            if isinstance(found, str):
                domains[found] += 1
            else:
                unread.append(Unread(line=number, text=word[:LONGEST_SHOWN], problem=str(found)))
    return DomainList(domains=dict(domains), unread=tuple(unread))


def _canonical(word: str) -> str | ValueError:
    try:
        return canonical(word)
    except ValueError as error:
        return error
