-- Attacks: global functions with names of a megabyte.
-- Must: only names that a hook could have are told.
-- Expect: returned: 1

for n = 1, 8 do _G[("x"):rep(2^20) .. n] = print end
function attack() return 1 end
