-- Attacks: output without end.
-- Must: the print limit.
-- Expect: limit: print output

function attack() while true do print("flood") end end
