-- Attacks: programs.
-- Must: a sentence says that they are missing.
-- Expect: runtime: os.execute is not available

function attack() return os.execute("id") end
