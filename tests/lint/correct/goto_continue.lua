local LIST = { "one.example", "", "two.example" }

function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    for _, name in ipairs(LIST) do
        if name == "" then goto continue end
        if name == domain then return false, 5 end
        ::continue::
    end
    return defaultResult
end
