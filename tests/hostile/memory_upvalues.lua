-- Attacks: closures without end.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local t = {} while true do local n = {#t, 2, 3, 4, 5, 6, 7, 8} t[#t + 1] = function() return n end end end
