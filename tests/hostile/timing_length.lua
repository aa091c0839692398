-- Attacks: a table that lies about its length, for one C call to walk.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() table.insert(setmetatable({}, {__len = function() return 2 ^ 31 - 2 end}), 1, 2) end
