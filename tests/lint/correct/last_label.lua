local function lastLabel(name)
    return name:match("([^.]+)$") or name
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local country = lastLabel(domain)
    if country == "test" or country == "invalid" then return false end
    return defaultResult
end
