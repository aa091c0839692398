function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local now = os.date("%H:%M")
    if now >= "22:00" or now < "06:00" then
        if mxserver < "n" then return false, 30 end
    end
    return defaultResult
end
