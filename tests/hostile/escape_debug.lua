-- Attacks: the debug library.
-- Must: a sentence says that it is missing.
-- Expect: runtime: debug.getregistry is not available

function attack() return debug.getregistry() end
