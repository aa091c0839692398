-- Attacks: a pattern that recurses deeply in C.
-- Must: Lua's own check answers.
-- Expect: runtime: pattern too complex

function attack() return (("a"):rep(300000)):match(("a?"):rep(300000)) end
