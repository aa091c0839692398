-- Attacks: a host function replaced by another.
-- Must: only this run sees it.
-- Expect: returned: 5

function attack() VPOP3.PostgresQuery = function() return 5 end return VPOP3.PostgresQuery() end
