-- Attacks: memory that stays referenced by a global.
-- Must: the memory limit, and it is still explained.
-- Expect: limit: memory

function attack() keep = {} while true do keep[#keep + 1] = ("x"):rep(1000) .. #keep end end
