-- Attacks: more values than a stack has room for, returned one by one.
-- Must: the limit on values.
-- Expect: limit: size of the values returned

function attack()
    local many = {}
    for i = 1, 60000 do many[i] = i end
    return table.unpack(many)
end
