function GetCheckCache(domain, numRetries, messageSize)
    while true do
        print(domain)
    end
    print(numRetries)
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for _, name in ipairs({ domain, mxserver }) do
        if name == "a.example" then
            return true
        else
            return false
        end
    end
    repeat
        print(domain)
        break
    until numRetries > 5
    do return defaultResult end
    print(messageSize)
end
