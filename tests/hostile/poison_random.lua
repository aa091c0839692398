-- Attacks: the seed of random numbers.
-- Must: C's own outlives the state, so every run seeds anew.
-- Expect: returned: 1

function attack() math.randomseed(7) return math.random(1, 1) end
