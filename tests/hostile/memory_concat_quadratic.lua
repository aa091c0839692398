-- Attacks: quadratic concatenation, which costs few instructions.
-- Must: a limit ends it.
-- Expect: limit: time

function attack() local s = ("x"):rep(2^20) while true do s = s .. "y" end end
