"""PostgreSQL's parse tree, as postgast's messages."""

from collections.abc import Iterable, Iterator
from typing import Any

from postgast import pg_query_pb2

Message = Any
"""A node: postgast's classes have no hints that mypy can read."""


def inner(node: Message) -> Message:
    """Return what a `Node` holds; any other message as it is."""
    if node.DESCRIPTOR.name != "Node":
        return node
    which = node.WhichOneof("node")
    return getattr(node, which) if which else node


def kind(node: Message) -> str:
    """Return PostgreSQL's name of a node: "FuncCall"."""
    return str(inner(node).DESCRIPTOR.name)


def children(message: Message, *, but: tuple[str, ...] = ()) -> Iterator[Message]:
    """Yield the messages of all fields but those named."""
    for field, value in message.ListFields():
        if field.message_type is not None and field.name not in but:
            yield from value if isinstance(value, Iterable) else [value]


def every(message: Message) -> Iterator[Message]:
    """Yield a message and all below it."""
    yield message
    for child in children(message):
        yield from every(child)


def strings(nodes: Iterable[Message]) -> tuple[str, ...]:
    """Return the names in a list of String nodes; nothing for a star."""
    return tuple(getattr(inner(node), "sval", "") for node in nodes)


def text_of(node: Message) -> str | None:
    """Return the value of a text literal."""
    found = inner(node)
    if found.DESCRIPTOR.name != "A_Const" or found.WhichOneof("val") != "sval":
        return None
    return str(found.sval.sval)


def keyword(value: Message) -> str:
    """Return the keyword of an SQLValueFunction: "current_timestamp_n" for CURRENT_TIMESTAMP(3)."""
    return str(pg_query_pb2.SQLValueFunctionOp.Name(value.op)).removeprefix("SVFOP_").lower()
