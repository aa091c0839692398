local limit
local text = ""

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if numRetries > limit then return false end
    if unknownName then return false end
    print(misspelt.field, string.fnd, table.size(domain))
    total = 5
    return undefinedFunction(text)
end
