-- Attacks: a string that doubles without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local s = "x" while true do s = s .. s end end
