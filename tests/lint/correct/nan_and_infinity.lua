local function ratio(part, whole)
    local result = part / whole
    if result ~= result or result == math.huge then return 0 end
    return result
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if ratio(numRetries, messageSize) > 0.5 then return false, 5 end
    return defaultResult
end
