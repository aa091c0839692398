-- Attacks: numbers that do not fit where they are used.
-- Must: Lua's own checks answer.
-- Expect: returned: false, false, Infinity, 35, 0

function attack()
    return pcall(string.format, '%d', 2 ^ 64), pcall(string.char, -1), tonumber('1e999'), tonumber('z', 37 - 1), bit32.lshift(1, 2 ^ 30)
end
