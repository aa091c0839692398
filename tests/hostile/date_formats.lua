-- Attacks: formats that crash some C libraries.
-- Must: Lua's own check answers.
-- Expect: runtime: bad argument #1 to 'date' (invalid conversion specifier

function attack() return os.date("%Ez%") end
