local HELP = [[
This script [with brackets] asks the queue first.
]]
local QUERY = [==[SELECT COUNT(*) AS cnt FROM outqueue.sendattempts
WHERE starttime > now() - interval '15 minutes' AND result LIKE '4%']==]

function GetCheckCache(domain, numRetries, messageSize)
    if numRetries == 0 then print(HELP) end
    local rows = VPOP3.PostgresQuery(QUERY)
    return not (rows and rows[1] and tonumber(rows[1].cnt) > 0)
end
