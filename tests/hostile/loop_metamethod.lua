-- Attacks: an endless loop in __index.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() return setmetatable({}, {__index = function() while true do end end}).x end
