local NAMES = "alpha.example beta.example gamma.example"
local held = {}
for name in NAMES:gmatch("%S+") do
    held[name] = true
end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if held[domain] then return false, 15 end
    return defaultResult
end
