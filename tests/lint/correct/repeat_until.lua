local function shorten(text, length)
    repeat
        local before = #text
        text = text:gsub("%.[^.]*$", "")
    until #text <= length or #text == before
    return text
end

function GetCheckCache(domain, numRetries, messageSize)
    print(shorten(domain, 20))
    return true
end
