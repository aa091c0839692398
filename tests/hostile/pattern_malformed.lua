-- Attacks: a malformed pattern.
-- Must: an ordinary error.
-- Expect: runtime: malformed pattern

function attack() return ("a"):find("[") end
