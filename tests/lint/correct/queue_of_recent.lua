local recent = {}

local function remember(name)
    table.insert(recent, name)
    if #recent > 10 then table.remove(recent, 1) end
end

function GetCheckCache(domain, numRetries, messageSize)
    remember(domain)
    print(#recent .. " lately: " .. table.concat(recent, ", "))
    return recent[#recent - 1] ~= domain
end
