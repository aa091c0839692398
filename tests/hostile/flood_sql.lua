-- Attacks: queries without end.
-- Must: the query limit.
-- Expect: limit: SQL queries

function attack() while true do VPOP3.PostgresQuery("SELECT 1") end end
