-- Attacks: closures without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local t = {} while true do local n = #t t[n + 1] = function() return n end end end
