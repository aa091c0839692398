function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local value = mxserver:match("^(%d+)")
    value = tonumber(value)
    if value and value > 10 then return false end
    local minutes
    if numRetries > 3 then minutes = 30 else minutes = 5 end
    if domain == "slow.example" then return false, minutes end
    local answer = defaultResult
    if messageSize == 0 then answer = false end
    return answer
end
