local MINUTES = { ["a.example"] = 5 }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local minutes = MINUTES[domain] or 10
    local name = domain == "" and "nobody" or domain
    local kind = messageSize > 1000000 and "big" or "small"
    print(name .. ": " .. kind)
    if kind == "big" and numRetries < 2 then return false, minutes end
    return defaultResult
end
