"""The words for an expression and its value in a finding."""

from rules.analysis.kinds import IN_WORDS, ValueKind
from rules.analysis.tree import Node

MOST_LETTERS = 30


def shown(node: Node, otherwise: str = "this value") -> str:
    """Return an expression as it is written, if it is short."""
    if node.end - node.start > 4 * MOST_LETTERS:
        return otherwise
    text = " ".join(node.text.split())
    return text if len(text) <= MOST_LETTERS else otherwise


def what_it_is(node: Node, kind: ValueKind) -> str:
    """Return words like `rows is a table of rows`."""
    words = shown(node, "This value")
    if node.kind in {"true", "false"}:
        return f"{words} is a boolean"
    return f"{words} is {IN_WORDS[kind]}" if node.kind != "nil" else "nil is no value"
