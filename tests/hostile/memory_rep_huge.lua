-- Attacks: string.rep beyond any size.
-- Must: Lua's own check answers.
-- Expect: runtime: too large | limit: memory | fine

function attack() return ("x"):rep(2^52) end
