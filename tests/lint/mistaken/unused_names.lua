local limit = 5
local function helper(a, b)
    return b
end
local first, second = helper(1, 2)
local list = {}
list[1] = 5

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local minutes = 10
    local value = domain
    value = mxserver
    for place, name in ipairs({ domain }) do
        print(name)
    end
    ::again::
    return first
end
