-- Attacks: backtracking inside gmatch.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() for _ in (("a"):rep(5000)):gmatch("a*a*a*a*a*b") do end end
