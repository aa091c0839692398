"""The literals of a text that can be varied, and those that cannot, with the reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from rules.analysis import expressions
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.tuning.literal import Literal, NotOffered
from rules.tuning.numbers import Unsuitable, is_hold, kept_as, naming
from rules.tuning.sql_lengths import Length, lengths
from rules.tuning.uses import reads_of, taking
from rules.vpop3 import versions


class _Place(TypedDict):
    start: int
    end: int
    line: int
    column: int
    text: str


MOST_LITERALS = 500
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Literals:
    """What a text offers, in its order. `gave_up` says why nothing, where the text was not understood."""

    offered: Sequence[Literal]
    others: Sequence[NotOffered]
    gave_up: str = ""


def literals_of(source: bytes) -> Literals:
    """Find the numbers of a text, and the lengths of time in its SQL."""
    script = Script(source, version=versions.CURRENT, problem=None, catalogue=None)
    tree = script.tree
    if tree.gave_up:
        return Literals(offered=(), others=(), gave_up=f"The script was not understood: {tree.gave_up}.")
    places = _Places(source, script)
    offered: list[Literal] = []
    others: list[NotOffered] = []
    for node in sorted(tree.of("number", "string"), key=lambda each: each.start)[: 20 * MOST_LITERALS]:
        if node.kind == "string":
            found = [places.length(length, node) for length in lengths(node, script)]
            offered += found
            taken = {each.column for each in found}
            others += [each for each in places.inside(node) if each.column not in taken]
            continue
        try:
            offered.append(places.number(node, script))
        except Unsuitable as reason:
            others.append(places.refused(node, str(reason)))
    return Literals(offered=offered[:MOST_LITERALS], others=others)


class _Places:
    """The places of nodes in the stored bytes, which may be in another encoding than the tree's."""

    def __init__(self, source: bytes, script: Script) -> None:
        self._text = script.text
        self._same = source == script.text.source

    def number(self, node: Node, script: Script) -> Literal:
        name, unit = naming(node, script)
        signed = _signed(node)
        value = expressions.number(signed)
        if value is None or value != value or abs(value) > 1e15:
            raise Unsuitable("It is too large.")
        took = taking(signed, script)
        return Literal(
            **self._place(signed.start, signed.end),
            value=value,
            name=name,
            unit=unit,
            is_sql=bool(unit),
            use=took.use,
            place=took.place,
            reads=tuple(self._bytes(read.start, read.end) for read in reads_of(signed, script)),
            is_hold=is_hold(signed, script),
        )

    def length(self, length: Length, node: Node) -> Literal:
        place = self._place(length.start, length.end)
        name = length.condition or kept_as(node) or "length of time"
        return Literal(**place, value=float(place["text"]), name=name, unit=length.unit, is_sql=True)

    def inside(self, node: Node) -> Iterator[NotOffered]:
        """Yield the numbers inside a text, which are found only to say why not."""
        content = node.get("content")
        if content is None:
            return
        for found in _DIGITS.finditer(content.text):
            before = content.start + len(content.text[: found.start()].encode())
            yield self._refused(before, before + len(found[0]), "It is inside a text.")

    def refused(self, node: Node, why: str) -> NotOffered:
        return self._refused(node.start, node.end, why)

    def _refused(self, start: int, end: int, why: str) -> NotOffered:
        where = self._text.range(start, end)
        return NotOffered(line=where.line, column=where.column, text=self._text.decode(start, end), why=why)

    def _place(self, start: int, end: int) -> "_Place":
        where = self._text.range(start, end)
        text = self._text.decode(start, end)
        start, end = self._bytes(start, end)
        return {"start": start, "end": end, "line": where.line, "column": where.column, "text": text}

    def _bytes(self, start: int, end: int) -> tuple[int, int]:
        if self._same:
            return start, end
        # Windows-1252: each character of the stored text is one byte.
        return len(self._text.decode(0, start)), len(self._text.decode(0, end))


def _signed(number: Node) -> Node:
    """Return the number with the minus sign that makes it negative, if it has one."""
    parent = number.parent
    return parent if parent and parent.kind == "unary_expression" and expressions.operator(parent) == "-" else number
