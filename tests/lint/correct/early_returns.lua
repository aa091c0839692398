function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not defaultResult then return false end
    if domain == "a.example" then return true end
    if domain == "b.example" then return false end
    if numRetries == 0 then return true end
    if numRetries == 1 then return false, 5 end
    if numRetries >= 2 and numRetries < 6 then return false, 30 end
    return true
end
