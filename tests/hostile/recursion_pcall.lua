-- Attacks: recursion through pcall.
-- Must: Lua's C stack limit ends the innermost call, which the others catch.
-- Expect: returned: true

function attack() return (pcall(attack)) end
