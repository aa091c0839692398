-- Attacks: modules.
-- Must: a sentence says that they are missing.
-- Expect: runtime: require is not available

function attack() return require("os") end
