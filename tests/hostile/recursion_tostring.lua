-- Attacks: a __tostring that prints itself.
-- Must: Lua's C stack limit.
-- Expect: runtime: C stack overflow

function attack()
    local self = setmetatable({}, {__tostring = function(self) return tostring(self) end})
    print(self)
end
