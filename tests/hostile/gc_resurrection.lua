-- Attacks: an object that comes back to life in its finalizer, again and again.
-- Must: it is a loop like any other.
-- Expect: limit: instructions

function attack()
    local meta = {}
    function meta.__gc(object) kept = setmetatable(object, meta) end
    setmetatable({}, meta)
    while true do kept = nil collectgarbage() end
end
