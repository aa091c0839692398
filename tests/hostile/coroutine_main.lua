-- Attacks: the main coroutine resumed from within, and yielded.
-- Must: Lua refuses both.
-- Expect: returned: false, "cannot resume non-suspended coroutine", false, "attempt to yield from outside a coroutine"

function attack()
    local resumed, why = coroutine.resume((coroutine.running()))
    return resumed, why, pcall(coroutine.yield)
end
