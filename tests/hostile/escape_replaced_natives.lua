-- Attacks: every standard function replaced.
-- Must: the sandbox uses its own copies.
-- Expect: returned: 2

for name in pairs(_G) do if name ~= 'attack' and name ~= '_G' then _G[name] = nil end end
function attack() return 2 end
