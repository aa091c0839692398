function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local day, hour = os.date("%w"), tonumber(os.date("%H"))
    local weekend = day == "0" or day == "6"
    if not weekend and hour >= 9 and hour < 17 then return defaultResult end
    if messageSize < 100000 or numRetries > 10 then return defaultResult end
    return false, 60
end
