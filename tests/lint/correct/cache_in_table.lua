local cache = {}

local function failures(server)
    if cache[server] == nil then
        local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server = '"
            .. server:gsub("'", "''") .. "' AND starttime > now() - interval '15 minutes'")
        cache[server] = rows and rows[1] and tonumber(rows[1].cnt) or 0
    end
    return cache[server]
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not defaultResult then return false end
    return failures(mxserver) <= 5, 10
end
