function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if numRetries > 5 then
    end
    if domain == "a.example" then
        return false
    elseif mxserver == "b.example" then
    else
    end
    do end
    return defaultResult
end
