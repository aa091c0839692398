local function decide(domain, mxserver, numRetries, messageSize, defaultResult)
    if messageSize > 20 * 1024 * 1024 then return false end
    if domain == mxserver then return true end
    return defaultResult and numRetries <= 20
end

CheckServer = decide
