-- Attacks: an endless loop.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() while true do end end
