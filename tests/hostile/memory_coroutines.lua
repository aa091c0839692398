-- Attacks: coroutines without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local t = {} while true do t[#t + 1] = coroutine.create(print) end end
