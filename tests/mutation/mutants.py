"""The mutants of a Python file: each is one small change to its text that a test should notice."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPPOSITE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
}  # fmt: skip
FORM = {"dataclass", "property", "staticmethod", "classmethod", "contextmanager", "overload", "final", "register"}
"""Decorators without which a module cannot even be imported, or that say nothing about what happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`text` takes the place of the characters from `start` to `end` of the file at `path`."""

    path: str
    line: int
    start: int
    end: int
    before: str
    text: str

    def __str__(self) -> str:
        return f"{self.path} :: {' '.join(self.before.split())} -> {' '.join(self.text.split())}"

    def of(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """All of a file, in its order. Docstrings, annotations and the parts of f-strings are left alone."""
    starts = [0]
    for line in source.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    encoded = source.encode()
    seen: set[tuple[int, int, str]] = set()
    for node, text in _changes(ast.parse(source)):
        first, last = _span(node, starts)
        start, end = len(encoded[:first].decode()), len(encoded[:last].decode())
        before = source[start:end]
        if isinstance(node, ast.With):  # its header alone
            _, last = _span(node.items[-1].context_expr, starts)
            header = encoded[: encoded.index(b":", last) + 1].decode()
            end, before = len(header), header[start:]
        if (start, end, text) not in seen and text != before:
            seen.add((start, end, text))
            yield Mutant(path=path, line=node.lineno, start=start, end=end, before=before, text=text)


def _span(node: ast.expr | ast.stmt, starts: list[int]) -> tuple[int, int]:
    """Return the first and the last position in bytes."""
    return starts[node.lineno - 1] + node.col_offset, starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """The nodes of a tree that may change, each with what takes its place."""
    if isinstance(node, ast.stmt):
        yield from _changed_statement(node)
    elif isinstance(node, ast.expr):
        yield from ((node, f"({ast.unparse(changed)})") for changed in _changed_expressions(node))
    for child in _children(node):
        yield from _changes(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (name == "decorator_list" and _name(child) in FORM):
                yield child


def _changed_statement(node: ast.stmt) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    match node:
        case ast.Expr(value=ast.Constant()):  # a docstring
            return
        case ast.Expr() | ast.Raise() | ast.AugAssign() | ast.Break() | ast.Continue() | ast.Delete():
            yield node, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, "pass"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield node, "return None"
        case ast.With(items=items) if not any(item.optional_vars for item in items):
            yield node, "if True:"
        case ast.If(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield test, f"(not ({ast.unparse(test)}))"
        case ast.FunctionDef(decorator_list=decorators):
            for decorator in decorators:
                if _name(decorator) not in FORM:
                    yield decorator, "(lambda function: function)"


def _name(decorator: ast.AST) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _changed_expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=[operator]):
            yield _with(node, ops=[FLIPPED[type(operator)]()])
        case ast.BoolOp(op=operator):
            yield _with(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=operator, left=left) if type(operator) in OPPOSITE and not _is_text(left):
            yield _with(node, op=OPPOSITE[type(operator)]())
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Attribute(value=value, attr="select_for_update")):
            yield value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))


def _with(node: ast.expr, **fields: object) -> ast.expr:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
