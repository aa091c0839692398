local function join(...)
    local parts = {}
    for i = 1, select("#", ...) do
        parts[i] = tostring((select(i, ...)))
    end
    return table.concat(parts, " ")
end

function GetCheckCache(domain, numRetries, messageSize)
    print(join("cache for", domain, numRetries, messageSize, nil, true))
    return true
end
