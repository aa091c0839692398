local function quote(text)
    return "'" .. tostring(text):gsub("'", "''") .. "'"
end

local function one(sql)
    local rows = VPOP3.PostgresQuery(sql)
    return rows and rows[1]
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local row = one("SELECT COUNT(*) AS n FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour' AND server = " .. quote(mxserver))
    if row and tonumber(row.n) >= 3 then return false, 5 end
    return defaultResult
end
