-- Attacks: an endless loop in xpcall's message handler.
-- Must: the limit cannot be caught.
-- Expect: limit: instructions

function attack() xpcall(error, function() while true do end end) end
