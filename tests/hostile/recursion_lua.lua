-- Attacks: recursion without end.
-- Must: Lua's stack limit or the memory limit.
-- Expect: runtime: stack overflow | limit: memory

function attack() return attack() + 1 end
