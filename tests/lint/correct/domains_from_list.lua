local BULK = { "bulk.example", "lists.example", "news.example" }

local function contains(list, wanted)
    for _, each in ipairs(list) do
        if each == wanted then return true end
    end
    return false
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if contains(BULK, domain) and numRetries > 2 then
        return false, 120
    end
    return defaultResult
end
