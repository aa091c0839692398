"""The form of a rule and of its remarks: in bytes of the source, which `Text` turns into lines and columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`text` replaces the bytes from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    start: int
    end: int
    message: str
    severity: Severity = Severity.WARNING
    repair: Repair | None = None


Check = Callable[[Script], Iterator[Remark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule. `explanation` is for people, with an example; its first line says it in one sentence.

    `of_syntax`: it is about text that does not load. All other rules are silent until the text loads, because they
    would only guess.
    """

    name: str
    explanation: str
    check: Check
    of_syntax: bool = False

    @property
    def summary(self) -> str:
        return self.explanation.strip().partition("\n")[0]


def at(node: Node, message: str, *, severity: Severity = Severity.WARNING, repair: Repair | None = None) -> Remark:
    return Remark(start=node.start, end=node.end, message=message, severity=severity, repair=repair)


def replacing(node: Node, text: str, title: str) -> Repair:
    return Repair(title=title, changes=(Change(start=node.start, end=node.end, text=text),))


def inserting(position: int, text: str, title: str) -> Repair:
    return Repair(title=title, changes=(Change(start=position, end=position, text=text),))
