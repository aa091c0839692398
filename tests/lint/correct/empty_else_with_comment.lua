function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if domain == "a.example" then
        return false, 5
    elseif domain == "b.example" then
        -- nothing special: the default stands
    else
        print("another domain: " .. domain)
    end
    return defaultResult
end
