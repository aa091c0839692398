"""Names chosen by strangers: the expressions that carry them, and those that make them harmless in SQL."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.analysis import expressions
from rules.analysis.concatenation import items
from rules.analysis.expressions import (
    arguments,
    callee,
    element,
    inner,
    member,
    method,
    operands,
    operator,
    sides,
    string,
)
from rules.analysis.functions import Function, Functions
from rules.analysis.guards import Guards
from rules.analysis.presence import Path, path_of
from rules.analysis.scopes import Declaration, Name, Names, Role
from rules.analysis.tree import Node

_CARRYING = frozenset({"lower", "upper", "sub", "rep", "reverse", "match", "gmatch", "format"})
_SET = re.compile(r"\[(\^?)(\]?[^\]]*)\]")
_QUOTE_CLASS = re.compile(r"'|%[pgWSDACLUX]")
_RANGE = re.compile(r"([^%])-(.)")


class Taint:
    """`sources`: parameters whose text somebody else chooses, each with the words for where it comes from."""

    def __init__(self, names: Names, functions: Functions, guards: Guards, sources: dict[Declaration, str]) -> None:
        self._names = names
        self._functions = functions
        self._guards = guards
        self._sources = sources
        self._known: dict[object, str | None] = {}

    def of(self, node: Node) -> str | None:
        """Return where an expression's text comes from, if from strangers and not made harmless on the way."""
        node = inner(node)
        return self._once(node, lambda: self._evaluate(node))

    def _once(self, key: object, compute: Callable[[], str | None]) -> str | None:
        if key not in self._known:
            self._known[key] = None
            self._known[key] = compute()
        return self._known[key]

    def _evaluate(self, node: Node) -> str | None:
        match node.kind:
            case "identifier":
                return None if self._is_checked(node) else self._name(node)
            case "binary_expression":
                return self._operation(node)
            case "table_constructor":
                return self._any(items(node, self._names) or [])
            case "function_call":
                return self._call(node)
            case "dot_index_expression" | "bracket_index_expression":
                found = element(node) or member(node)
                return self.of(found[0]) if found else None
            case _:
                return None

    def _operation(self, node: Node) -> str | None:
        symbol = operator(node)
        if symbol in {"..", "or"}:
            return self._any(operands(node))
        both = sides(node) if symbol == "and" else None
        return self.of(both[1]) if both else None

    def _any(self, nodes: list[Node]) -> str | None:
        return next((source for node in nodes if (source := self.of(node))), None)

    def _call(self, node: Node) -> str | None:
        if function := self._functions.called(node):
            return self._once(function, lambda: self._result(function))
        receiver, name, given = _text_call(node)
        if name == "tostring":
            return self._any(given)
        if name == "table.concat" and given:
            return self._any(items(given[0], self._names) or given)
        if receiver is None:
            return None
        if name in {"gsub", "match", "gmatch"}:
            harmless = makes_harmless(name, given)
            return (None if harmless else self.of(receiver)) or self._any(given[1:2] if name == "gsub" else [])
        return self._any([receiver, *given]) if name in _CARRYING else None

    def _result(self, function: Function) -> str | None:
        every = (expressions.returned(statement) for statement in self._functions.returns(function))
        return self._any([value for values in every for value in values])

    def _name(self, node: Node) -> str | None:
        name = self._names.of(node)
        if name is None:
            return None
        return self._once(name.declaration or name.text, lambda: self._declared(name))

    def _declared(self, name: Name) -> str | None:
        declaration = name.declaration
        if declaration is None:
            values = [expressions.written_value(use) for use in self._names.globals[name.text] if use.written]
            return self._any([value for value in values if value])
        if declaration in self._sources:
            return self._sources[declaration]
        if declaration.role is Role.PARAMETER:
            return self._any(self._functions.given(declaration))
        if declaration.role is Role.LOOP:
            return self._any([each for loop in expressions.iterated(declaration.scope.node) for each in _looped(loop)])
        return self._any([value for value in expressions.values_of(declaration) if value])

    def _is_checked(self, node: Node) -> bool:
        path = path_of(node, self._names)
        return path is not None and self._guards.is_certain(_Harmless(path, self._names), node)


@dataclass(frozen=True, slots=True)
class _Harmless:
    """The fact that a name has been checked to have none but harmless characters."""

    _path: Path
    names: Names

    def follows_from(self, condition: Node, truth: bool) -> bool:
        receiver, name, given = _text_call(condition)
        pattern = string(inner(given[0])) if given else None
        if receiver is None or pattern is None or path_of(receiver, self.names) != self._path:
            return False
        if name not in {"match", "find"}:
            return False
        if truth:
            return pattern.startswith("^") and pattern.endswith("$") and not _may_match_quote(pattern)
        return _finds_every_quote(pattern)

    def counted_by(self, _number: Node) -> bool:
        return False

    def changed_by(self, _statement: Node) -> bool:
        return False

    def made_by(self, _assignment: Node) -> bool:
        return False


def makes_harmless(name: str, given: list[Node]) -> bool:
    """Return whether `text:gsub(pattern, replacement)` or `text:match(pattern)` leaves nothing that ends a quoted
    text."""
    pattern = string(inner(given[0])) if given else None
    if pattern is None:
        return False
    if name != "gsub":
        return not _may_match_quote(pattern)
    replacement = string(inner(given[1])) if len(given) == 2 else None
    return _finds_every_quote(pattern) and replacement is not None and "'" not in _undoubled(replacement)


def _undoubled(replacement: str) -> str:
    """Return a replacement without what puts two quotes in place of one."""
    return replacement.replace("''", "").replace("%0%0", "").replace("%1%1", "").replace("%0", "'").replace("%1", "'")


def _may_match_quote(pattern: str) -> bool:
    for negated, members in _SET.findall(pattern):
        if bool(negated) != _names_quote(members):
            return True
    rest = _SET.sub("", pattern).replace("%.", "")
    return "." in rest or bool(_QUOTE_CLASS.search(rest))


def _finds_every_quote(pattern: str) -> bool:
    """Return whether a quote alone is enough for this pattern: `'`, `['\\]`, `[^%w.-]`, `%W`."""
    found = _SET.fullmatch(pattern.strip("()+"))
    if found:
        return bool(found[1]) != _names_quote(found[2])
    return pattern.strip("()+") in {"'", "%'", "%W", "%p"}


def _names_quote(members: str) -> bool:
    """Return whether the quote is among the members of a set."""
    in_range = any(first <= "'" <= last for first, last in _RANGE.findall(members))
    return in_range or bool(_QUOTE_CLASS.search(members))


def _text_call(node: Node) -> tuple[Node | None, str, list[Node]]:
    """Return receiver, function and arguments of `text:lower()` and `string.lower(text)` alike."""
    if node.kind != "function_call":
        return None, "", []
    given = arguments(node)
    if on := method(node):
        return on[0], on[1], given
    called = callee(node)
    if called.startswith("string.") and given:
        return given[0], called.removeprefix("string."), given[1:]
    return None, called, given


def _looped(loop: Node) -> list[Node]:
    called = loop.kind == "function_call" and callee(loop) in {"pairs", "ipairs"}
    return arguments(loop) if called else [loop]
