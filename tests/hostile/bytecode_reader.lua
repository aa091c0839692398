-- Attacks: bytecode in pieces through a reader.
-- Must: it is refused.
-- Expect: returned: nil, true

local function reader()
    local done
    return function() if not done then done = true return "\27Lua" end end
end
function attack() local f, why = load(reader(), "x", "b") return f, why:find("mode is .b") ~= nil end
