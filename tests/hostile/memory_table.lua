-- Attacks: a table that grows without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local t = {} while true do t[#t + 1] = {} end end
