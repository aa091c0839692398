-- Attacks: an expression nested too deeply for the parser.
-- Must: the parser's own limit.
-- Expect: fine

function attack() assert(not load(("("):rep(100000) .. "1" .. (")"):rep(100000))) end
