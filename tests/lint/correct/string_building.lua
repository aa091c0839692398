function GetCheckCache(domain, numRetries, messageSize)
    local lines = {}
    lines[#lines + 1] = "domain: " .. domain
    lines[#lines + 1] = "tries: " .. numRetries
    lines[#lines + 1] = ("size: %d"):format(messageSize)
    lines[#lines + 1] = ("-"):rep(20)
    local text = ""
    for i, line in ipairs(lines) do
        text = text .. (i > 1 and "; " or "") .. line
    end
    print(text:upper())
    return true
end
