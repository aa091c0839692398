-- Leaves a mail server alone that has just said "not now" too often.

local LIMIT = 5             -- transient failures (4xx) that are still all right ...
local WINDOW = "15 minutes" -- ... within this time
local HOLD_MINUTES = 10

-- A server's name comes from somebody else's DNS: quote it before it becomes part of SQL.
local function quoted(text)
    return "'" .. text:gsub("'", "''") .. "'"
end

local function transient_failures(server)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS failures FROM outqueue.sendattempts"
        .. " WHERE server = " .. quoted(server)
        .. " AND starttime > CURRENT_TIMESTAMP - INTERVAL " .. quoted(WINDOW)
        .. " AND result LIKE '4%'")
    if not rows or not rows[1] then
        print("The queue did not answer, so nothing speaks against " .. server)
        return 0
    end
    return tonumber(rows[1].failures)
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not defaultResult then
        return false
    end
    local failures = transient_failures(mxserver)
    if failures > LIMIT then
        print(mxserver .. ": " .. failures .. " transient failures within " .. WINDOW)
        return false, HOLD_MINUTES
    end
    return true
end
