-- Attacks: an endless loop in __gc that starts when the state is closed.
-- Must: the answer stands, and nobody waits for the state.
-- Expect: returned: 1

local keep = setmetatable({}, {__gc = function() while true do end end})
function attack() return 1 end
