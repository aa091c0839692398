local function isNight()
    local now = os.date("*t")
    return now.hour >= 22 or now.hour < 6
end

local function minutesUntil(hour)
    local now = os.date("*t")
    local minutes = (hour - now.hour) * 60 - now.min
    if minutes <= 0 then minutes = minutes + 24 * 60 end
    return minutes
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if isNight() and messageSize > 10000000 then
        return false, minutesUntil(6)
    end
    return defaultResult
end
