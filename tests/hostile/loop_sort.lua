-- Attacks: a sort comparator that does not end.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() table.sort({3, 2, 1}, function() while true do end end) end
