-- Attacks: recursion through pcall.
-- Must: it ends as a normal result or a limit.
-- Expect: fine | limit: memory | limit: instructions | runtime: overflow

function attack() return pcall(attack) end
