-- Attacks: a table nested a thousand deep.
-- Must: it is cut where it is too deep.
-- Expect: fine

function attack() local t = {} for i = 1, 1000 do t = {t} end return t end
