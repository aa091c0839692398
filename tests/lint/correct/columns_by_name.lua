function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local rows = VPOP3.PostgresQuery([[
        SELECT server, COUNT(*) AS attempts, MAX(starttime) AS latest
        FROM outqueue.sendattempts
        WHERE starttime > now() - interval '1 hour'
        GROUP BY server
    ]])
    for _, row in ipairs(rows or {}) do
        if row.server == mxserver and tonumber(row.attempts) > 20 then
            print(row.server .. " was tried " .. row.attempts .. " times, last " .. row.latest)
            return false, 15
        end
    end
    return defaultResult
end
