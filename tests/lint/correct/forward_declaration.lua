local isEven, isOdd

function isEven(number)
    if number == 0 then return true end
    return isOdd(number - 1)
end

function isOdd(number)
    if number == 0 then return false end
    return isEven(number - 1)
end

function GetCheckCache(domain, numRetries, messageSize)
    return isEven(numRetries)
end
