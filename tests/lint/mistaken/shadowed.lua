local limit = 5
local limit = 6

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local domain = mxserver
    for limit = 1, numRetries do
        print(limit, domain)
    end
    local function inner(mxserver)
        return mxserver
    end
    return inner(domain) == limit
end
