-- Attacks: the garbage collector switched off.
-- Must: the request is ignored, memory stays bounded.
-- Expect: returned: 0

function attack() return collectgarbage("stop") end
