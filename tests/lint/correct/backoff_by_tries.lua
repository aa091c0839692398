local STEPS = { 5, 10, 30, 60 }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if not defaultResult then return false end
    local minutes = STEPS[numRetries] or STEPS[#STEPS]
    if numRetries > 0 and mxserver:match("%.slow%.example$") then
        return false, minutes
    end
    return true
end
