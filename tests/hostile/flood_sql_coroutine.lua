-- Attacks: queries without end from coroutines, under pcall.
-- Must: the limit cannot be caught.
-- Expect: limit: SQL queries

function attack() while true do pcall(coroutine.wrap(function() VPOP3.PostgresQuery("SELECT 1") end)) end end
