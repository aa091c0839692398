-- Attacks: a table raised as error.
-- Must: a sentence shows it.
-- Expect: runtime: instead of text

function attack() error({code = 5}) end
