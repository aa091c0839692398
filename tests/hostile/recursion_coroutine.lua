-- Attacks: coroutines that resume themselves deeper and deeper.
-- Must: Lua's C stack limit ends the innermost, and each resume says so.
-- Expect: returned: true

local function dive() local ok = coroutine.resume(coroutine.create(dive)) return ok end
function attack() return dive() end
