-- Attacks: the metatable of strings, to reach what uses it.
-- Must: only the script's own state is hurt.
-- Expect: returned: 1

getmetatable("").__index = function() return nil end
function attack() return 1 end
