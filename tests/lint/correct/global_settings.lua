LIMIT = 5
MINUTES = 10

local function isBusy(count)
    return count > LIMIT
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if isBusy(numRetries) then return false, MINUTES end
    return defaultResult
end
