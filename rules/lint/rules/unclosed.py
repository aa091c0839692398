"""Something is not finished: an `end`, `then` or `do`, a bracket, or the end of a text is missing.

    if numRetries > 3          -- `then` is missing
        return false
                               -- `end` is missing
    print("held: " .. domain   -- `)` is missing

Lua notices this where the text cannot go on, which may be its last line. Which block is not closed is told here by
the indentation of the lines. VPOP3 calls none of the hooks of a script that does not load.
"""

from rules.analysis.broken.fault import Sort
from rules.lint.rule import Rule
from rules.lint.syntax_remarks import checking

RULE = Rule(name=Sort.UNCLOSED.value, explanation=__doc__, check=checking(Sort.UNCLOSED), of_syntax=True)
