-- Attacks: NaN, infinities and huge numbers.
-- Must: they cross as numbers.
-- Expect: fine

function attack() return 0/0, 1/0, -1/0, 2^53, 2^1023, -0.0, 1e-320 end
