local rule = load("return function(tries) return tries < 3 end")

function GetCheckCache(domain, numRetries, messageSize)
    local check = rule and rule()
    if type(check) == "function" then return check(numRetries) end
    return true
end
