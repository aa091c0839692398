-- Attacks: more locals, upvalues and nested functions than the parser has room for.
-- Must: its own limits answer.
-- Expect: returned: nil, nil

function attack()
    local locals = load(('local a '):rep(201))
    local nested = load(('return function() '):rep(250) .. ('end '):rep(250))
    return locals, nested
end
