-- Attacks: VPOP3's own metatable.
-- Must: it is protected.
-- Expect: runtime: cannot change a protected metatable

function attack() setmetatable(VPOP3, nil) end
