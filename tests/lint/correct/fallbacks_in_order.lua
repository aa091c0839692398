local CHECKS = {
    function(server) return server:match("^mx%d") and 5 end,
    function(server) return server:match("%.slow%.") and 30 end,
}

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for _, check in ipairs(CHECKS) do
        local minutes = check(mxserver)
        if minutes then return false, minutes end
    end
    return defaultResult
end
