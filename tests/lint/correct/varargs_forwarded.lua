local function trace(name, ...)
    print(name, ...)
    return ...
end

function CheckServer(...)
    local domain, mxserver, numRetries, _, defaultResult = trace("CheckServer", ...)
    if domain == mxserver and numRetries > 0 then return false end
    return defaultResult
end
