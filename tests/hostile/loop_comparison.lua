-- Attacks: a comparison that does not end, in a sort.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

function attack()
    local meta = {__lt = function() while true do end end}
    table.sort({setmetatable({}, meta), setmetatable({}, meta)})
end
