local function count(sql)
    local rows = VPOP3.PostgresQuery(sql)
    if not rows then error("the database did not answer") end
    return tonumber(rows[1] and rows[1].cnt) or 0
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local ok, result = pcall(count, "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour'")
    if not ok then
        print("no answer: " .. tostring(result))
        return defaultResult
    end
    if result > 1000 then return false, 10 end
    return defaultResult
end
