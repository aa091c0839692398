local function set(list)
    local found = {}
    for _, each in ipairs(list) do found[each] = true end
    return found
end

local TRUSTED = set { "mx1.example", "mx2.example" }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if TRUSTED[mxserver] then return true end
    return defaultResult
end
