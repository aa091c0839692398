local tried = 0

function GetCheckCache(domain, numRetries, messageSize)
    tried = tried + 1
    return numRetries == 0
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    tried = tried + 1
    if tried > 10 then return false, 1 end
    return defaultResult
end
