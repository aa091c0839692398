-- Attacks: memory taken again and again under pcall.
-- Must: memory stays bounded, and a limit ends it.
-- Expect: limit: instructions

function attack() while true do pcall(function() local t = {} for i = 1, 1e9 do t[i] = i .. "x" end end) end end
