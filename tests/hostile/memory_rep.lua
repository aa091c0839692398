-- Attacks: string.rep of a gigabyte.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() return ("x"):rep(2^30) end
