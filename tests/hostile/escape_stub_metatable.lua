-- Attacks: the metatable of the missing libraries.
-- Must: it is protected.
-- Expect: returned: "not available in mxadmin's dry run"

function attack() return getmetatable(io) end
