-- Attacks: NaN, infinities and huge numbers.
-- Must: they cross as numbers.
-- Expect: returned: NaN, Infinity, -Infinity, 9007199254740992, 8.98846567431158e+307, 0, 1e-320

function attack() return 0/0, 1/0, -1/0, 2^53, 2^1023, -0.0, 1e-320 end
