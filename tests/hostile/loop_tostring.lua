-- Attacks: an endless __tostring inside print.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack() print(setmetatable({}, {__tostring = function() while true do end end})) end
