-- Attacks: two thousand million empty strings joined in one C call.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() return (''):rep(2 ^ 31 - 1) end
