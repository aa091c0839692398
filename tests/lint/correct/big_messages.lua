local MEGABYTE = 1024 * 1024
local LIMITS = {
    ["small.example"] = 5 * MEGABYTE,
    ["tiny.example"] = MEGABYTE / 2,
}

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local limit = LIMITS[domain]
    if limit and messageSize > limit then
        print(string.format("%s takes %.1f MB at most", domain, limit / MEGABYTE))
        return false
    end
    return defaultResult
end
