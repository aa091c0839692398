"""A word or sign of another programming language, which Lua cannot load.

    if domain != "a" && !defaultResult { return false }            -- JavaScript, C, PHP
    if domain ~= "a" and not defaultResult then return false end   -- Lua

    n += 1      a ? b : c      // words   else if   continue        var n = 1     try { … }
    n = n + 1   a and b or c   -- words   elseif    goto continue   local n = 1   pcall(…)

For these Lua says only at which sign it stopped, which is often after the mistake. VPOP3 calls none of the
hooks of a script that does not load.
"""

from rules.analysis.broken.fault import Sort
from rules.lint.rule import Rule
from rules.lint.syntax_remarks import checking

RULE = Rule(name=Sort.LANGUAGE.value, explanation=__doc__, check=checking(Sort.LANGUAGE), of_syntax=True)
