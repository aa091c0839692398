local format, match, floor = string.format, string.match, math.floor
local query = VPOP3.PostgresQuery

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if match(mxserver, "^mx%d+%.") then
        local rows = query("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour'")
        local count = rows and rows[1] and tonumber(rows[1].cnt) or 0
        print(format("%d attempts, %d kB", count, floor(messageSize / 1024)))
    end
    return defaultResult
end
