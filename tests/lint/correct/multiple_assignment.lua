local function split(name)
    local first, rest = name:match("^([^.]+)%.(.+)$")
    return first, rest
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local host, zone = split(mxserver)
    host, zone = host or mxserver, zone or ""
    if zone == domain and host ~= "backup" then return true end
    return defaultResult
end
