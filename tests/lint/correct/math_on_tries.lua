function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local minutes = math.min(60, 2 ^ numRetries)
    local jitter = math.random(0, 5)
    if numRetries > 0 and numRetries % 2 == 0 then
        return false, math.floor(minutes + jitter)
    end
    return defaultResult
end
