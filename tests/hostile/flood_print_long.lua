-- Attacks: one line of output that is far too long.
-- Must: the print limit.
-- Expect: limit: print output

function attack() print(("x"):rep(2^22)) end
