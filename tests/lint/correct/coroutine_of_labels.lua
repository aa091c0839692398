local function labels(name)
    return coroutine.wrap(function()
        for label in name:gmatch("[^.]+") do coroutine.yield(label) end
    end)
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for label in labels(mxserver) do
        if label == "backup" then return false end
    end
    return defaultResult
end
