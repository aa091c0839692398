-- Attacks: a reader for load that yields out of the parser.
-- Must: Lua refuses it.
-- Expect: returned: nil, "attempt to yield across a C-call boundary"

function attack()
    return coroutine.wrap(function() return load(coroutine.yield) end)()
end
