"""A pasted or uploaded list of destinations, read line by line."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rules.resolver.destination_table import find_table
from rules.resolver.destination_words import domain_of, words
from rules.resolver.names import canonical

_AROUND = re.compile(r"[<>\"'(),;:/\s]")
LONGEST_SHOWN, MOST_SHOWN = 80, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A text that names no destination: its line (from 1), the text and the reason, as a sentence."""

    line: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainList:
    """A list that was read. `domains` are in the order of their first mention, with how often they were named."""

    domains: dict[str, int]
    unread: tuple[Unread, ...]

    def shown(self) -> tuple[Unread, ...]:
        """Return what was not read, one by one; of very many, summarise the rest in one entry."""
        if not (rest := self.unread[MOST_SHOWN:]):
            return self.unread
        told = Unread(
            line=rest[0].line, text="…", problem=f"{len(rest):,} more from here on name no destination either."
        )
        return (*self.unread[:MOST_SHOWN], told)


def read(text: str) -> DomainList:
    """Read domains and e-mail addresses as people paste them, line by line; `#` begins a comment. In a table (CSV)
    whose first line names its columns, read the column of destinations."""
    lines = text.removeprefix("\ufeff").splitlines()
    table = find_table(lines)
    cells = table.cells() if table else ((number, line, "") for number, line in enumerate(lines, 1))
    reading = _Reading()
    for number, cell, problem in cells:
        if problem:
            reading.refuse(number, cell, problem)
        else:
            reading.take(number, cell, whole=table is not None)
    return reading.result()


def joined(lists: Iterable[DomainList]) -> DomainList:
    """Join several lists; each keeps the numbers of its lines."""
    domains: Counter[str] = Counter()
    unread: list[Unread] = []
    for each in lists:
        domains.update(each.domains)
        unread += each.unread
    return DomainList(domains=dict(domains), unread=tuple(unread))


def read_one(text: str) -> str:
    """Return the one domain that a text names, canonical: a domain, an address, or an address as it is pasted, with
    a name or a link around it. Raise ValueError with a sentence, also where it names several."""
    if not _AROUND.search(text.strip()):
        return canonical(text)
    found = read(" ".join(text.split("\n")))
    if len(found.domains) > 1:
        named = ", ".join(list(found.domains)[:3])
        raise ValueError(f"This names {len(found.domains)} destinations ({named}): a dry run has one, a batch many.")
    if found.domains and (not found.unread or "@" in text):
        return next(iter(found.domains))
    return canonical(text)


@dataclass(slots=True)
class _Reading:
    domains: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)
    known: dict[str, str | ValueError] = field(default_factory=dict)

    def take(self, number: int, line: str, *, whole: bool) -> None:
        """Take a line. `whole`: the line is a cell that names destinations and nothing else."""
        found = list(words(line))
        for word in found:
            if word.problem:
                self.refuse(number, word.text, word.problem)
            else:
                self._take(number, word.text)
        if whole and not found:
            self.refuse(number, line, "It names no destination.")

    def _take(self, number: int, word: str) -> None:
        if word not in self.known:
            self.known[word] = _domain(word)
        domain = self.known[word]
        if isinstance(domain, str):
            self.domains[domain] += 1
        else:
            self.refuse(number, word, str(domain))

    def refuse(self, number: int, text: str, problem: str) -> None:
        self.unread.append(Unread(line=number, text=text[:LONGEST_SHOWN], problem=problem))

    def result(self) -> DomainList:
        return DomainList(domains=dict(self.domains), unread=tuple(self.unread))


def _domain(word: str) -> str | ValueError:
    try:
        return domain_of(word)
    except ValueError as error:
        return error
