-- Attacks: output without end, under pcall.
-- Must: the limit cannot be caught.
-- Expect: limit: print output

function attack() while true do pcall(print, "flood") end end
