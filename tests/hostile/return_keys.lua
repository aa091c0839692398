-- Attacks: keys that are not text, and that Python would take for each other.
-- Must: each is told apart.
-- Expect: returned: {0: 1, 1: 2, 1.5: 4, (true): 3}

function attack() return {[0] = 1, [1] = 2, [true] = 3, [1.5] = 4} end
