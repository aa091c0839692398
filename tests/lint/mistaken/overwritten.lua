function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local minutes = numRetries * 2
    minutes = 10
    local server = mxserver
    print(server)
    server = domain
    local a, b = 1
    local c = 1, 2
    domain = mxserver
    return a == b and c == minutes
end
