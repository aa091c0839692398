-- Attacks: finalizers that ask SQL while an answer is handed over.
-- Must: they wait until it is, and the query limit holds.
-- Expect: limit: SQL queries

function attack()
    local asks = {__gc = function() VPOP3.PostgresQuery('SELECT 2') end}
    for i = 1, 500 do setmetatable({}, asks) end
    while true do VPOP3.PostgresQuery('SELECT 1') collectgarbage('step') end
end
