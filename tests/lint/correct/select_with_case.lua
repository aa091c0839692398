local function counts(server)
    local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS all_tries, SUM(CASE WHEN LEFT(result, 1) = '4' THEN 1 ELSE 0 END) AS failed "
        .. "FROM outqueue.sendattempts WHERE server = '" .. string.gsub(server, "'", "''") .. "' "
        .. "AND starttime > now() - interval '30 minutes'")
    local row = rows and rows[1] or {}
    return tonumber(row.all_tries) or 0, tonumber(row.failed) or 0
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local all, failed = counts(mxserver)
    if all > 10 and failed / all > 0.5 then return false, 20 end
    return defaultResult
end
