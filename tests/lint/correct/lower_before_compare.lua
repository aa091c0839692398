function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    domain = domain:lower()
    local server = string.lower(mxserver)
    if domain == "example.com" and server:sub(-12) == ".example.com" then
        return true
    end
    return defaultResult
end
