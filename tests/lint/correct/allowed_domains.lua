-- Only the domains that are listed may get mail before six in the morning.
local ALLOWED = { ["partner.example"] = true, ["bank.example"] = true }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local hour = tonumber(os.date("%H"))
    if hour < 6 and not ALLOWED[domain] then
        return false, 60
    end
    return defaultResult
end
