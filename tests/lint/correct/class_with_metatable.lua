local Counter = {}
Counter.__index = Counter

function Counter.new(limit)
    return setmetatable({ limit = limit, count = 0 }, Counter)
end

function Counter:add(number)
    self.count = self.count + (number or 1)
    return self
end

function Counter:isFull()
    return self.count >= self.limit
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local tries = Counter.new(3):add(numRetries)
    if tries:isFull() then return false, 30 end
    return defaultResult
end
