local map = { a = 1, b = 2, a = 3 }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    return map[domain] == mxserver
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    return defaultResult
end

string.trim = nil
string = {}
