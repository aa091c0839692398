-- Attacks: finalizers that fail while the sandbox takes the answer.
-- Must: no finalizer runs there; where one does, the error is named for what it is.
-- Expect: runtime: error in __gc metamethod (mxserverrules.lua:6: failed)

function attack()
    for i = 1, 500 do setmetatable({}, {__gc = function() error('failed') end}) end
    collectgarbage()
end
