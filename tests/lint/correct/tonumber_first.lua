function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local digits = mxserver:match("^mx(%d+)")
    local number = tonumber(digits)
    if number and number > 5 then return false end
    local clean = tonumber((mxserver:gsub("%D", "")))
    if clean == 0 then return false end
    return defaultResult
end
