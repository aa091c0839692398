-- Attacks: the table that lupa puts into every state.
-- Must: it is not there.
-- Expect: returned: nil

function attack() return python end
