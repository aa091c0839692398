-- Attacks: a generic for that never ends.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() for _ in function() return 1 end do end end
