function GetCheckCache(domain, numRetries, messageSize)
    local mark = VPOP3.HexString(VPOP3.HMAC("SHA256", domain, "key"))
    if mark then print(mark:sub(1, 8)) end
    return true
end
