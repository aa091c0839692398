-- Attacks: the end of the process.
-- Must: a sentence says that it is missing.
-- Expect: runtime: os.exit is not available

function attack() return os.exit(0) end
