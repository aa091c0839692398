-- Attacks: attributes of a host function.
-- Must: a host function is a Lua function without any.
-- Expect: runtime: attempt to index

function attack() return VPOP3.PostgresQuery.__globals__ end
