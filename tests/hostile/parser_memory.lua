-- Attacks: a text that needs more memory to load than there is.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() return load('return {' .. ('{},'):rep(2000000) .. '}') end
