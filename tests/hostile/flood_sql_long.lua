-- Attacks: one query of a megabyte.
-- Must: the query's length limit.
-- Expect: limit: length of a SQL query

function attack() VPOP3.PostgresQuery(("x"):rep(2^20)) end
