-- Attacks: a reader for load that never ends.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() return (load(function() return " " end)) end
