-- Attacks: string.format with a huge width.
-- Must: Lua's own check answers.
-- Expect: runtime: invalid format

function attack() return ("%99999d"):format(1) end
