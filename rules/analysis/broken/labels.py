"""`goto` without its label: a mistake that only the compiler sees, since the grammar allows it."""

import re
from itertools import pairwise

from rules.analysis.broken.fault import ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import Token, lex
from rules.analysis.broken.stop import Stop
from rules.lint.broken.hints.loops import label_before_end

_NO_LABEL = re.compile(r"no visible label '(\w+)' for <goto> at line (\d+)")


def missing_label(text: str, problem: str) -> Fault | None:
    """Explain the compiler's message about a missing label."""
    found = _NO_LABEL.search(problem)
    tokens = lex(text) if found else []
    at = _goto(tokens, found[1], int(found[2])) if found else None
    if found is None or at is None:
        return None
    name = found[1]
    stop = Stop(at=at, expected=None, opener=None, open=(), brackets=(), statement=at, previous=at, returned=None)
    edits = label_before_end(ErrorPlace(text, tokens, stop), at, name) or ()
    message = (
        f"Lua cannot load this: no visible label '{name}' for this `goto`: write `::{name}::` where it shall go on"
    )
    return Fault(
        sort=Sort.SYNTAX,
        start=tokens[at].start,
        end=tokens[at + 1].end,
        message=f"{message}, before the `end` of the loop." if edits else f"{message}, in the same block or around it.",
        title=f"Insert ::{name}::" if edits else "",
        edits=edits,
    )


def _goto(tokens: list[Token], name: str, line: int) -> int | None:
    pairs = pairwise(tokens)
    found = (at for at, (word, label) in enumerate(pairs) if (word.text, label.text, word.line) == ("goto", name, line))
    return next(found, None)
