local PATTERNS = {
    { "%.google%.com$", 5 },
    { "%.outlook%.com$", 10 },
    { "^mail%.", 15 },
}

local function minutesFor(server)
    for _, each in ipairs(PATTERNS) do
        local pattern, minutes = each[1], each[2]
        if server:find(pattern) then return minutes end
    end
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local minutes = minutesFor(mxserver)
    if minutes and numRetries > 3 then return false, minutes end
    return defaultResult
end
