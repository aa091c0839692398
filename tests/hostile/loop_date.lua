-- Attacks: a metamethod that does not end, asked by os.time.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() os.time(setmetatable({}, {__index = function() while true do end end})) end
