-- Attacks: each coroutine stays below the instruction count of one.
-- Must: instructions are counted over all coroutines.
-- Expect: limit: instructions

function attack() while true do coroutine.wrap(function() for i = 1, 500 do end end)() end end
