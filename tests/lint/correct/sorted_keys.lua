local WEIGHTS = { ["b.example"] = 2, ["a.example"] = 1 }

local function keys(table_)
    local found = {}
    for key in pairs(table_) do found[#found + 1] = key end
    table.sort(found, function(a, b) return WEIGHTS[a] < WEIGHTS[b] end)
    return found
end

function GetCheckCache(domain, numRetries, messageSize)
    for place, key in ipairs(keys(WEIGHTS)) do
        print(place .. ". " .. key)
    end
    return true
end
