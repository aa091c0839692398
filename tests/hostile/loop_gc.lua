-- Attacks: an endless loop in __gc, where hooks are off.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() setmetatable({}, {__gc = function() while true do end end}) collectgarbage() end
