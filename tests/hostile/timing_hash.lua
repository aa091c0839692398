-- Attacks: keys that all have the same hash: Lua looks at every fifth byte of these.
-- Must: the clock ends it, though each step is one instruction.
-- Expect: limit: time

function attack()
    local found, rest = {}, ('x'):rep(116)
    for i = 1, 99999 do
        local digits = ('%08d'):format(i)
        found['xxx' .. digits:sub(1, 4) .. 'x' .. digits:sub(5) .. rest] = true
    end
end
