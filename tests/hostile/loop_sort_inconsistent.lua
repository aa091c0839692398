-- Attacks: a sort comparator that contradicts itself.
-- Must: Lua's own check answers, or it ends.
-- Expect: runtime: invalid order function for sorting

function attack() local t = {} for i = 1, 200 do t[i] = i % 7 end table.sort(t, function() return true end) end
