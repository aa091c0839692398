-- Attacks: an endless loop in a gsub callback.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() return ("a"):gsub(".", function() while true do end end) end
