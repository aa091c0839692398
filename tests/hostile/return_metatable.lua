-- Attacks: a table whose __pairs, __index and __len never end.
-- Must: values are read raw.
-- Expect: returned: {}

function attack() local f = function() while true do end end return setmetatable({}, {__pairs = f, __index = f, __len = f}) end
