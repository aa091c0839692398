"""Which words changed within a line."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 500
"""Letters of a line. Longer ones are shown as changed altogether."""
ALIKE = 0.4
"""Of the words. Lines with less in common were replaced: marking what they share by chance would only confuse."""

WORD = re.compile(r"\w+|\s+|.")


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    changed: bool


Parts = tuple[Part, ...]


def changed_words(old: str, new: str) -> tuple[Parts, Parts]:
    """Both lines in parts; empty where no words are worth marking."""
    if not old.strip() or not new.strip() or max(len(old), len(new)) > LONGEST:
        return (), ()
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (), ()
    opcodes = matcher.get_opcodes()
    return (
        tuple(Part("".join(before[i:j]), tag != "equal") for tag, i, j, _, _ in opcodes if i < j),
        tuple(Part("".join(after[i:j]), tag != "equal") for tag, _, _, i, j in opcodes if i < j),
    )
