"""A character that Lua does not know: a typographic quote, a no-break space, a dash, something invisible.

    local s = “abc”      -- copied from a word processor or a web page: Lua cannot load this
    local s = "abc"

Word processors, web pages and chat programs replace what is typed by what looks better in print. Inside of a text or
a comment every character is allowed; outside of them Lua has only ASCII.
"""

from rules.analysis.broken.fault import Sort
from rules.lint.rule import Rule
from rules.lint.syntax_remarks import checking

RULE = Rule(name=Sort.CHARACTER.value, explanation=__doc__, check=checking(Sort.CHARACTER), of_syntax=True)
