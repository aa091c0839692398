-- Attacks: one C call that hangs inside a coroutine.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() coroutine.wrap(function() return (("a"):rep(5000)):find(".-.-.-.-b") end)() end
