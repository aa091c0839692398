-- Attacks: an error object whose __tostring fails.
-- Must: it is still described.
-- Expect: runtime: instead of text

function attack() error(setmetatable({}, {__tostring = error})) end
