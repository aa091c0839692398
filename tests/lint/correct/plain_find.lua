function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if mxserver:find("mx-1.example.com", 1, true) then return false end
    if string.find(mxserver, ".google.com", 1, true) ~= nil then return true end
    return defaultResult
end
