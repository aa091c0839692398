local WEEKEND = { Sat = true, Sun = true }

function GetCheckCache(domain, numRetries, messageSize)
    return not WEEKEND[os.date("%a")]
end
