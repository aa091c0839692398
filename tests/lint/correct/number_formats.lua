local BITS = 0xFF
local SMALL, BIG = 1e3, 5.5e6

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if bit32.band(numRetries, BITS) == 0 and messageSize > SMALL and messageSize <= BIG then
        return defaultResult
    end
    return defaultResult and -numRetries < 5
end
