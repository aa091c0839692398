-- Attacks: a function where SQL is expected.
-- Must: a wrong argument gives nil.
-- Expect: returned: nil

function attack() return VPOP3.PostgresQuery(print) end
