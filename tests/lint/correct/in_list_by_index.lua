local SERVERS = { "mx1.example", "mx2.example", "mx3.example" }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for i = 1, #SERVERS do
        if SERVERS[i] == mxserver then
            return defaultResult
        end
    end
    for i = #SERVERS, 1, -1 do
        if mxserver:find(SERVERS[i], 1, true) then return false end
    end
    return false
end
