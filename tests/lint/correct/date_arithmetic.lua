local function tomorrow()
    local now = os.date("*t")
    return os.time({ year = now.year, month = now.month, day = now.day + 1, hour = 7 })
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if domain == "office.example" and os.date("%w") == "0" then
        return false, math.floor(os.difftime(tomorrow(), os.time()) / 60)
    end
    return defaultResult
end
