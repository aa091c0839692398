-- Attacks: an endless loop made of goto.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() ::again:: goto again end
