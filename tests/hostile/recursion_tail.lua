-- Attacks: tail recursion without end, which needs no stack.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() return attack() end
