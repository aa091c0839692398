-- Attacks: an error object whose __tostring fails.
-- Must: it is still described.
-- Expect: runtime: The script called error() with the table {} instead of text.

function attack() error(setmetatable({}, {__tostring = error})) end
