-- Attacks: text that is loaded without any globals.
-- Must: it has none.
-- Expect: returned: false, "[string \"x\"]:1: attempt to index upvalue '_ENV' (a nil value)"

function attack() return pcall(load('return print', 'x', 't', nil)) end
