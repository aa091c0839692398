local state = "start"
local HANDLERS = {
    start = function(tries) return tries > 0 and "waiting" or "start" end,
    waiting = function(tries) return tries > 5 and "given up" or "waiting" end,
    ["given up"] = function() return "given up" end,
}

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    state = HANDLERS[state](numRetries)
    if state == "given up" then return false end
    if state == "waiting" then return false, 5 end
    return defaultResult
end
