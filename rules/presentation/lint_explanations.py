"""The linter's rules as their own docs explain them: paragraphs, and examples indented by four spaces."""

import re
from dataclasses import dataclass
from textwrap import dedent

from rules.lint.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or the lines of an example."""

    text: str
    is_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    name: str
    summary: str
    blocks: tuple[Block, ...]


def explanations() -> tuple[Explanation, ...]:
    """Return the explanations in the order of the rules."""
    return tuple(_explanation(rule.name, rule.explanation) for rule in RULES.values())


def _explanation(name: str, text: str) -> Explanation:
    summary, *rest = _blocks(text)
    return Explanation(name=name, summary=summary.text, blocks=tuple(rest))


def _blocks(text: str) -> list[Block]:
    """An empty line ends a paragraph; between two examples it belongs to the code."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip("\n").rstrip()):
        is_code = part.startswith("    ")
        if is_code and blocks and blocks[-1].is_code:
            blocks[-1] = Block(text=f"{blocks[-1].text}\n\n{dedent(part)}", is_code=True)
        else:
            blocks.append(Block(text=dedent(part) if is_code else " ".join(part.split()), is_code=is_code))
    return blocks
