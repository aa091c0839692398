-- Attacks: a metatable whose __index is itself.
-- Must: Lua's own loop check answers.
-- Expect: runtime: loop in gettable

function attack() local t = {} setmetatable(t, {__index = t}) return t.x end
