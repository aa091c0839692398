-- Attacks: a text whose labels the parser compares with each other.
-- Must: the clock ends it while the parser is busy.
-- Expect: limit: time

function attack()
    local parts = {}
    for i = 1, 40000 do parts[i] = 'a=1::l' .. i .. '::' end
    local loaded = load(table.concat(parts))
end
