-- Attacks: the signals that a process gets when it divides by zero or overruns.
-- Must: Lua answers with numbers.
-- Expect: returned: NaN, Infinity, NaN, 0

function attack() return 1 % 0, 1 / 0, math.fmod(1, 0), bit32.lshift(1, 99) end
