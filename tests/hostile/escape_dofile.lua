-- Attacks: files run as scripts.
-- Must: a sentence says that they are missing.
-- Expect: runtime: dofile is not available

function attack() return dofile("/etc/passwd") end
