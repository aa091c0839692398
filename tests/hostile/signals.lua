-- Attacks: the signals that a process gets when it divides by zero or overruns.
-- Must: Lua answers with numbers.
-- Expect: fine

function attack() return 1 % 0, 1 / 0, math.fmod(1, 0), bit32.lshift(1, 99) end
