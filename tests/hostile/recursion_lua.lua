-- Attacks: recursion without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() return attack() + 1 end
