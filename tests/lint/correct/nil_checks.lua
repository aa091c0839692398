function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not domain or domain == "" then return defaultResult end
    if mxserver == nil then return false end
    local rows = VPOP3.PostgresQuery("SELECT MAX(starttime) AS latest FROM outqueue.sendattempts WHERE starttime > now() - interval '1 day'")
    local latest = rows and rows[1] and rows[1].latest
    if latest ~= nil and latest > "2026-01-01" then
        print("latest: " .. latest)
    end
    return defaultResult
end
