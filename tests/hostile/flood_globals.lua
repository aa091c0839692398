-- Attacks: more global functions than anybody calls.
-- Must: a thousand are told, and the hook among them or not is no error.
-- Expect: returned: 1

function attack() return 1 end
for i = 1, 5000 do _G['f' .. i] = attack end
