-- Attacks: a hundred thousand values returned in a table.
-- Must: the limit on values.
-- Expect: limit: size of the values returned

function attack() local t = {} for i = 1, 1e5 do t[i] = i end return t end
