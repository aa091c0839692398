local text = {}

function text.trim(value)
    return (value:gsub("^%s+", ""):gsub("%s+$", ""))
end

function text.startsWith(value, beginning)
    return value:sub(1, #beginning) == beginning
end

function text.split(value, separator)
    local parts = {}
    for part in value:gmatch("[^" .. separator .. "]+") do
        parts[#parts + 1] = part
    end
    return parts
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local labels = text.split(text.trim(mxserver), ".")
    if text.startsWith(labels[1], "mx") and #labels > 3 then
        return defaultResult
    end
    return defaultResult and numRetries < 10
end
