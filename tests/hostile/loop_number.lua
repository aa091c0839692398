-- Attacks: a for loop whose step is zero.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() for i = 2, 1, 0 do end end
