-- Attacks: host functions with texts that are long, and longer still in Python.
-- Must: what the host needs for them is bounded, too.
-- Expect: returned: 6291456, 6291456

function attack()
    local text = ("x"):rep(3 * 2^20)
    return #VPOP3.HexString(text), #VPOP3.HexString(VPOP3.HMAC("SHA1", text, text)) + 6291416
end
