-- Attacks: a table raised as error.
-- Must: a sentence shows it.
-- Expect: runtime: The script called error() with the table {code = 5} instead of text.

function attack() error({code = 5}) end
