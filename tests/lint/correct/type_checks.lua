local function asList(value)
    if type(value) == "string" then return { value } end
    if type(value) ~= "table" then return {} end
    return value
end

function GetOverrides(domain, numRetries, messageSize)
    if domain:sub(-8) == ".example" then
        return asList("relay.example"), true
    end
    return {}, true
end
