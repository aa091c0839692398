-- Attacks: a query for every comparison of a sort.
-- Must: the query limit.
-- Expect: limit: SQL queries

function attack()
    local numbers = {}
    for i = 1, 100 do numbers[i] = -i end
    table.sort(numbers, function(a, b) VPOP3.PostgresQuery('SELECT 1') return a < b end)
end
