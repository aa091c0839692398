-- Attacks: table.concat of one long text many times.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() local s, t = ("x"):rep(2^20), {} for i = 1, 1000 do t[i] = s end return table.concat(t) end
