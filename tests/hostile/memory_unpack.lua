-- Attacks: unpack of far too many values.
-- Must: Lua's own check answers.
-- Expect: runtime: too many results

function attack() return table.unpack({}, 1, 1e8) end
