function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local rows = VPOP3.PostgresQuery("SELECT COUNT(*) FROM outqueue.sendattempts WHERE starttime > now() - interval '5 minutes'")
    if rows and rows[1] and tonumber(rows[1].count) > 100 then
        return false, 5
    end
    return defaultResult
end
