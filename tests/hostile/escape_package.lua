-- Attacks: C libraries.
-- Must: a sentence says that they are missing.
-- Expect: runtime: package.loadlib is not available

function attack() return package.loadlib("libc.so.6", "system") end
