-- Attacks: an endless loop in a coroutine.
-- Must: the hook is in each coroutine.
-- Expect: limit: instructions

function attack() coroutine.wrap(function() while true do end end)() end
