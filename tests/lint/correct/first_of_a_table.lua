local RELAYS = { ["a.example"] = { "relay1.example", "relay2.example" } }

local function isEmpty(list)
    for _ in pairs(list) do return false end
    return true
end

function GetOverrides(domain, numRetries, messageSize)
    local servers = RELAYS[domain] or {}
    if isEmpty(servers) then return nil, true end
    return servers, true
end
