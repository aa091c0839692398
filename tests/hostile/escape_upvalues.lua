-- Attacks: the sandbox's closures, through what string.format, tostring and select make of them.
-- Must: they are functions and nothing else.
-- Expect: returned: "function", false, "invalid option '%p' to 'format'"

function attack()
    local print = tostring(print):match('^%a+')
    return print, pcall(string.format, '%p', VPOP3.HMAC)
end
