-- Attacks: a table raised as error whose key is a megabyte long.
-- Must: what is shown of it is cut.
-- Expect: runtime: The script called error() with the table {xxxx

function attack() error({[("x"):rep(2^20)] = 1}) end
