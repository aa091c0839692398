-- Leaves a provider alone while most of what it is sent gets "not now", longer with every retry,
-- and takes a partner's mail to the relay that they asked us to use.

local LIMIT = 5             -- transient failures (4xx) that are still all right ...
local WINDOW = "15 minutes" -- ... within this time
local SHORTEST_HOLD, LONGEST_HOLD = 10, 60 -- minutes

local RELAYS = {
    ["partner.example"] = { ["relay.partner.example:2525"] = 10 },
}

-- A server's name comes from somebody else's DNS: quote it before it becomes part of SQL.
local function quoted(text)
    return "'" .. text:gsub("'", "''") .. "'"
end

-- All servers of a provider share one fate: mx1.bigmail.example and mx2.bigmail.example are bigmail.example.
local function provider_of(server)
    return server:match("^[^.]+%.(.+%..+)$") or server
end

-- How many attempts the provider's servers have seen lately, and how many of them failed for now.
local function recent(provider)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS attempts, COUNT(CASE WHEN result LIKE '4%' THEN 1 END) AS failures"
        .. " FROM outqueue.sendattempts"
        .. " WHERE starttime > CURRENT_TIMESTAMP - INTERVAL " .. quoted(WINDOW)
        .. " AND RIGHT('.' || server, " .. #provider + 1 .. ") = " .. quoted("." .. provider))
    if not rows or not rows[1] then
        print("The queue did not answer, so nothing speaks against " .. provider)
        return 0, 0
    end
    return tonumber(rows[1].attempts), tonumber(rows[1].failures)
end

-- After a failure the DNS may have changed: only a first try may use what the cache remembers.
function GetCheckCache(domain, numRetries, messageSize)
    return numRetries == 0
end

function GetOverrides(domain, numRetries, messageSize)
    if RELAYS[domain] then
        return RELAYS[domain], true
    end
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not defaultResult then
        return false
    end
    local provider = provider_of(mxserver)
    local attempts, failures = recent(provider)
    if failures > LIMIT and failures * 2 > attempts then
        local minutes = math.min(SHORTEST_HOLD * 2 ^ numRetries, LONGEST_HOLD)
        print(provider .. ": " .. failures .. " of " .. attempts .. " attempts failed within " .. WINDOW)
        return false, minutes
    end
    return true
end
