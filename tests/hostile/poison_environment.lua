-- Attacks: every global taken away, from within.
-- Must: the script has hurt itself alone.
-- Expect: returned: true

function attack()
    local all = _G
    for name in pairs(all) do all[name] = nil end
    return print == nil and VPOP3 == nil
end
