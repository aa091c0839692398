-- Attacks: every byte there is, as query, text and error.
-- Must: they cross.
-- Expect: returned: true, 256, true

function attack()
    local bytes = {}
    for i = 0, 255 do bytes[i + 1] = string.char(i) end
    local all = table.concat(bytes)
    print(all)
    return VPOP3.PostgresQuery(all) ~= nil, #VPOP3.UnHexString(VPOP3.HexString(all)), select(2, pcall(error, all, 0)) == all
end
