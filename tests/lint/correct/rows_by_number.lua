function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local rows = VPOP3.PostgresQuery("SELECT server, result FROM outqueue.sendattempts WHERE starttime > now() - interval '10 minutes' ORDER BY starttime")
    if rows == nil or #rows == 0 then return defaultResult end
    local last = rows[#rows]
    for i = 1, #rows - 1 do
        if rows[i].server == rows[i + 1].server and rows[i].result:sub(1, 1) == "4" then return false, 5 end
    end
    if last.result:match("^5%d%d") then return false end
    return defaultResult
end
