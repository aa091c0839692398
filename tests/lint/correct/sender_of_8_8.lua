function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if ConnectionName == "Backup line" and messageSize > 1048576 then return false end
    if ConnectionId and ConnectionId > 3 then print("sender " .. ConnectionId) end
    return defaultResult
end
