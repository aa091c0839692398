"""A condition has `=`, which gives a value; to compare, Lua has `==`.

    if x = 1 then      -- Lua cannot load this
    if x == 1 then     -- compares
    if x ~= 1 then     -- not equal: Lua has no `!=`

In some languages the first is a valid mistake; in Lua it is a syntax error, and VPOP3 calls none of the script's hooks.
"""

from rules.analysis.broken.fault import Sort
from rules.lint.rule import Rule
from rules.lint.syntax_remarks import checking

RULE = Rule(name=Sort.ASSIGNMENT.value, explanation=__doc__, check=checking(Sort.ASSIGNMENT), of_syntax=True)
