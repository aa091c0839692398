-- Attacks: a table that holds itself.
-- Must: the cycle is named.
-- Expect: returned: {t: cycle}, {(too deep): 1}

function attack() local t = {} t.t = t return t, {[t] = 1} end
