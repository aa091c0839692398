local function stripped(text)
    while text:sub(1, 1) == "." do
        text = text:sub(2)
    end
    local i = #text
    while i > 0 and text:sub(i, i) == "." do
        i = i - 1
    end
    return text:sub(1, i)
end

function GetCheckCache(domain, numRetries, messageSize)
    return stripped(domain) ~= "example"
end
