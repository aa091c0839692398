-- Attacks: finalizers that fail in order to catch the limit.
-- Must: the limit cannot be caught.
-- Expect: limit: instructions

function attack()
    local fail = {__gc = function() error('failed') end}
    while true do pcall(function() for i = 1, 50 do setmetatable({}, fail) end end) end
end
