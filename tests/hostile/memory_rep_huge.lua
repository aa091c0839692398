-- Attacks: string.rep beyond any size.
-- Must: Lua's own conversion makes nothing of the number.
-- Expect: returned: ""

function attack() return ("x"):rep(2^52) end
