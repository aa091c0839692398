local function log(text, level)
    level = level or "info"
    print("[" .. level .. "] " .. tostring(text))
end

function GetCheckCache(domain, numRetries, messageSize)
    log(domain)
    log(numRetries, "debug")
    return numRetries < 2
end
