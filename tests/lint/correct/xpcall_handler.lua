local function handler(message)
    return "failed: " .. tostring(message)
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local ok, answer = xpcall(function()
        local rows = VPOP3.PostgresQuery("SELECT 1 AS one")
        return rows[1].one == "1"
    end, handler)
    if not ok then print(answer) end
    return defaultResult
end
