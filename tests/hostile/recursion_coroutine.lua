-- Attacks: coroutines that resume themselves deeper and deeper.
-- Must: Lua's C stack limit or memory.
-- Expect: fine | limit: memory | runtime: overflow

local function dive() local ok = coroutine.resume(coroutine.create(dive)) return ok end
function attack() return dive() end
