local function parents(name, found)
    found = found or {}
    local rest = name:match("^[^.]+%.(.+)$")
    if not rest then return found end
    found[#found + 1] = rest
    return parents(rest, found)
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for _, name in ipairs(parents(mxserver)) do
        if name == domain then return true end
    end
    return defaultResult
end
