-- Attacks: an error object whose __tostring does not end.
-- Must: describing the error is limited, too.
-- Expect: limit: instructions

function attack() error(setmetatable({}, {__tostring = function() while true do end end})) end
