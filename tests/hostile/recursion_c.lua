-- Attacks: recursion through gsub in C.
-- Must: Lua's C stack limit.
-- Expect: runtime: C stack overflow

function attack() return (("a"):gsub(".", attack)) end
