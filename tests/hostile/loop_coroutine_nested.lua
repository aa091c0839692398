-- Attacks: coroutines within coroutines, with pcall around each.
-- Must: the hook is in each coroutine.
-- Expect: limit: instructions

local function deep(n) return coroutine.wrap(function() if n == 0 then while true do end end pcall(deep(n - 1)) end) end
function attack() pcall(deep(20)) end
