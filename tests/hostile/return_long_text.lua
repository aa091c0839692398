-- Attacks: a text of many megabytes returned.
-- Must: the limit on values.
-- Expect: limit: size of the values returned

function attack() return ("x"):rep(2^23) end
