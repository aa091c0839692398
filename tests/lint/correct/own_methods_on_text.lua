function string.startswith(text, beginning)
    return text:sub(1, #beginning) == beginning
end

function string:endswith(ending)
    return ending == "" or self:sub(-#ending) == ending
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if mxserver:startswith("mx") and domain:endswith(".example") then return true end
    return defaultResult
end
