local CONFIG = {
    providers = {
        google = { pattern = "%.google%.com$", limit = 10, hours = { from = 8, to = 18 } },
        outlook = { pattern = "%.outlook%.com$", limit = 5, hours = { from = 0, to = 24 } },
    },
    default = { limit = 20 },
}

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local hour = os.date("*t").hour
    for name, provider in pairs(CONFIG.providers) do
        if mxserver:match(provider.pattern) and (hour < provider.hours.from or hour >= provider.hours.to) then
            print("not now for " .. name)
            return false, CONFIG.default.limit
        end
    end
    return defaultResult
end
