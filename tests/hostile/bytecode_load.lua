-- Attacks: bytecode through load.
-- Must: it is refused.
-- Expect: returned: nil, true

function attack() local f, why = load("\27Lua\82\0\1\4\8\4\8\0") return f, why:find("refused") ~= nil end
