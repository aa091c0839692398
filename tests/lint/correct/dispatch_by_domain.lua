local RULES = {}

RULES["a.example"] = function(_, tries) return tries < 5 end
RULES["b.example"] = function(server) return server ~= "mx9.b.example" end

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local rule = RULES[domain]
    if rule then return defaultResult and rule(mxserver, numRetries) end
    return defaultResult
end
