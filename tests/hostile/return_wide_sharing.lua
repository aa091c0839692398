-- Attacks: one table shared so often that a copy explodes.
-- Must: the limit on values.
-- Expect: limit: size of the values returned

function attack() local t = {} for i = 1, 30 do t = {t, t} end return t end
