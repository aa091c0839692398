function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not domain == mxserver then return false end
    if not numRetries > 5 then return false end
    for i = #domain, 1 do print(i) end
    return defaultResult
end
