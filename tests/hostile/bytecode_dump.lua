-- Attacks: string.dump.
-- Must: a sentence says that it is missing.
-- Expect: runtime: string.dump is not available

function attack() return string.dump(attack) end
