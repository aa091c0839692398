-- Attacks: a sort whose comparison empties the table.
-- Must: Lua's own check answers.
-- Expect: runtime: attempt to compare nil with number

function attack()
    local list = {}
    for i = 1, 50 do list[i] = i end
    table.sort(list, function(a, b) list[#list] = nil return a < b end)
end
