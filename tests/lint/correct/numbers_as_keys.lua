local HOLDS = { [0] = 0, [1] = 5, [2] = 15, [3] = 60 }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour'")
    local count = tonumber(rows and rows[1] and rows[1].cnt) or 0
    local minutes = HOLDS[math.min(count, 3)]
    if HOLDS[numRetries] and minutes > 0 then return false, minutes end
    return defaultResult
end
