"""The SQL that a script puts together, as text with holes for the parts that are only known in a run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from weakref import WeakKeyDictionary

from rules.analysis import expressions
from rules.analysis.concatenation import alternatives, items, text_parts
from rules.analysis.expressions import arguments, callee, inner, is_operation, method, operands, string
from rules.analysis.scopes import Names, Role
from rules.analysis.tree import Node

MOST_PIECES = 1000
DEEPEST = 20
"""The most variables that stand for one another: beyond, a text is not followed."""

HOLE = "lua_value_"
"""The beginning of the name that stands for a hole in the SQL."""
_FORMAT = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?([a-zA-Z%])")


_TEXT_FOLLOWS = re.compile(r"\b(?:interval|timestamp|timestamptz|date|time)\s*$", re.IGNORECASE)
_Part = tuple[Node, str | None, int]


class SqlPlace(StrEnum):
    """The surroundings of a place in SQL."""

    PLAIN = "outside of quotes"
    TEXT = "in '…'"
    ESCAPED = "in E'…'"
    NAME = 'in "…"'
    OTHER = "in a comment or $$…$$"


_OPENING = re.compile(r"""(?i:(?<!\w)E)'|'|"|--|/\*|\$(?:[A-Za-z_]\w*)?\$""")
_CLOSING = {
    SqlPlace.TEXT: re.compile(r"'"),
    SqlPlace.ESCAPED: re.compile(r"(?<!\\)'"),
    SqlPlace.NAME: re.compile(r'"'),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the text. `text` None: a hole, filled with the value of `node`. `start`: its place in the SQL.
    `offset`: where its text begins in the literal `node`, in characters."""

    node: Node
    text: str | None
    start: int
    place: SqlPlace
    offset: int = 0


class SqlText:
    """`text` has a made-up name in place of each hole; `pieces` say where each part of it came from."""

    def __init__(self, argument: Node, names: Names) -> None:
        self.argument = argument
        self.pieces: list[Piece] = []
        state, position, built = _State(), 0, list[str]()
        for node, text, offset in islice(_parts(argument, names), MOST_PIECES):
            shown = _stand_in(len(built), "".join(built[-1:])) if text is None else text
            self.pieces.append(Piece(node=node, text=text, start=position, place=state.place, offset=offset))
            state.read(text or "")
            built.append(shown)
            position += len(shown)
        self.text = "".join(built)

    @property
    def holes(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.text is None]

    @cached_property
    def is_known(self) -> bool:
        """Return whether there is text at all, not just a hole."""
        return any(piece.text for piece in self.pieces)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of `text` is in the script, in bytes; its whole literal where there are escapes."""
        piece = next(piece for piece in reversed(self.pieces) if piece.start <= start)
        content = _plain_content(piece.node)
        if content is None or piece.text is None or end > piece.start + len(piece.text):
            return piece.node.start, piece.node.end
        first = piece.offset + start - piece.start
        before, wanted = content.text[:first].encode(), content.text[first : first + end - start].encode()
        begin = content.start + len(before)
        return begin, begin + len(wanted)


_read: WeakKeyDictionary[Names, dict[int, tuple[SqlText, ...]]] = WeakKeyDictionary()
"""By script and node: a dozen rules and analyses ask for the SQL of each query."""


def texts(argument: Node, names: Names) -> tuple[SqlText, ...]:
    """Return one text, or several where a variable is given one or another."""
    known = _read.setdefault(names, {})
    if argument.index not in known:
        whole = SqlText(argument, names)
        several = () if whole.is_known else tuple(SqlText(each, names) for each in alternatives(argument, names))
        known[argument.index] = several or (whole,)
    return known[argument.index]


class _State:
    """A reader that follows quotes and comments through SQL that arrives in pieces."""

    def __init__(self) -> None:
        self.place = SqlPlace.PLAIN
        self._end: re.Pattern[str] = _OPENING

    def read(self, text: str) -> None:
        position = 0
        while found := self._end.search(text, position):
            position = found.end()
            if self.place is SqlPlace.PLAIN:
                self._open(found[0])
            else:
                self.place, self._end = SqlPlace.PLAIN, _OPENING

    def _open(self, mark: str) -> None:
        places = {"'": SqlPlace.TEXT, '"': SqlPlace.NAME}
        self.place = places.get(mark, SqlPlace.ESCAPED if mark.endswith("'") else SqlPlace.OTHER)
        ends = {"--": r"\n", "/*": r"\*/"}
        self._end = _CLOSING.get(self.place) or re.compile(ends.get(mark) or re.escape(mark))


def _stand_in(number: int, before: str) -> str:
    """Return the name that stands for a hole, or a text where SQL wants one, as in INTERVAL '…'."""
    return f"'{HOLE}{number}'" if _TEXT_FOLLOWS.search(before) else f"{HOLE}{number}"


def _parts(node: Node, names: Names, deep: int = 0) -> Iterator[_Part]:
    """Yield texts with their place in their literal, and None for every hole."""
    for part in operands(node) if is_operation(inner(node), "..") else [inner(node)]:
        part = _constant(part, names)
        if part.kind in {"string", "number"}:
            yield part, part.text if part.kind == "number" else string(part), 0
        elif pattern := _format(part):
            yield from _formatted(*pattern)
        elif deep < DEEPEST and (inside := _inside(part, names)):
            for each in inside:
                yield from _parts(each, names, deep + 1)
        else:
            yield part, None, 0


def _inside(part: Node, names: Names) -> list[Node] | None:
    """Return the parts that a text is put together from, here or in several statements before."""
    if is_operation(part, ".."):
        return operands(part)
    if _is_concat(part):
        return _joined(arguments(part), names)
    return text_parts(part, names) if part.kind == "identifier" else None


def _is_concat(node: Node) -> bool:
    return node.kind == "function_call" and callee(node) == "table.concat"


def _joined(given: list[Node], names: Names) -> list[Node] | None:
    """Read `table.concat(list, separator)`, unless it is about a part of the list."""
    listed = items(given[0], names) if given and len(given) <= 2 else None
    if not listed or len(given) == 1:
        return listed
    return [node for item in listed for node in (item, given[1])][:-1]


def _constant(node: Node, names: Names) -> Node:
    """Return the value of a local name that is given a text once and never another."""
    value = node
    for _ in range(10):
        name = names.of(value)
        declaration = name.declaration if name else None
        if declaration is None or declaration.writes or declaration.role is not Role.LOCAL:
            return value if value is node or _is_text(value) else node
        value = inner(expressions.value_of(declaration) or node)
    return node


def _is_text(value: Node) -> bool:
    if value.kind in {"string", "number"} or is_operation(value, ".."):
        return True
    return _format(value) is not None or _is_concat(value)


def _formatted(literal: Node, values: list[Node]) -> Iterator[_Part]:
    text, position, remaining = string(literal) or "", 0, iter(values)
    for found in _FORMAT.finditer(text):
        yield literal, text[position : found.start()] + ("%" if found[1] == "%" else ""), position
        position = found.end()
        value = next(remaining, None) if found[1] != "%" else None
        if value:
            yield (value, None, 0) if found[1] in "sq" else (literal, "0", 0)
    yield literal, text[position:], position


def _format(node: Node) -> tuple[Node, list[Node]] | None:
    """Return pattern and values of `string.format(pattern, …)` and `pattern:format(…)`."""
    if node.kind != "function_call":
        return None
    given, on = [inner(each) for each in arguments(node)], method(node)
    if on and on[1] == "format":
        given = [on[0], *given]
    elif callee(node) != "string.format":
        return None
    return (given[0], given[1:]) if given and given[0].kind == "string" else None


def _plain_content(node: Node) -> Node | None:
    """Return what is inside a literal's quotes, if it has no escapes."""
    content = node.get("content") if node.kind == "string" else None
    return content if content and content.text == string(node) else None
