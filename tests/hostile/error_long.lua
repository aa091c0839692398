-- Attacks: an error message of megabytes.
-- Must: it is cut.
-- Expect: runtime: xxxx

function attack() error(("x"):rep(2^22), 0) end
