-- Attacks: a text of a megabyte returned.
-- Must: the limit on values.
-- Expect: limit: size of the values returned

function attack() return ("x"):rep(2^20) end
