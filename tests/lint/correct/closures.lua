local function suffix(ending)
    return function(name)
        return name:sub(-#ending) == ending
    end
end

local isGoogle = suffix(".google.com")
local isOutlook = suffix(".outlook.com")

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if isGoogle(mxserver) or isOutlook(mxserver) then
        return defaultResult
    end
    if numRetries == 0 then return false, 1 end
    return defaultResult
end
