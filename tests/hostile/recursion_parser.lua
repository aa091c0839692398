-- Attacks: an expression nested too deeply for the parser.
-- Must: the parser's own limit.
-- Expect: returned: nil, true

function attack()
    local f, why = load(("("):rep(100000) .. "1" .. (")"):rep(100000))
    return f, why:find("levels") ~= nil
end
