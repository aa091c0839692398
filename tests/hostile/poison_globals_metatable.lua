-- Attacks: a metatable for the globals that never answers.
-- Must: only the script's own look-ups ask it.
-- Expect: runtime: no such global

setmetatable(_G, {__index = function() error('no such global') end})
function attack() return rawget(_G, 'nothing'), undefined end
