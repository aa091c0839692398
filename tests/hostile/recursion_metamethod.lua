-- Attacks: recursion through __index functions.
-- Must: Lua's C stack limit.
-- Expect: runtime: C stack overflow

local t = setmetatable({}, {})
getmetatable(t).__index = function(_, k) return t[k] end
function attack() return t.x end
