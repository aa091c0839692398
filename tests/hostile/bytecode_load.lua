-- Attacks: bytecode through load.
-- Must: it is refused.
-- Expect: fine

function attack() local f, why = load("\27Lua\82\0\1\4\8\4\8\0") assert(f == nil and why:find("refused")) end
