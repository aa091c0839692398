-- Attacks: bytecode in pieces through a reader.
-- Must: it is refused.
-- Expect: fine

function attack() local done local f, why = load(function() if not done then done = true return "\27Lua" end end, "x", "b") assert(f == nil and why:find("binary")) end
