-- Attacks: a table that holds itself.
-- Must: the cycle is named.
-- Expect: fine

function attack() local t = {} t.t = t t[t] = t return t end
