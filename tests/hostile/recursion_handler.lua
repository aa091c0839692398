-- Attacks: an error handler that fails, and fails again.
-- Must: Lua ends the chain.
-- Expect: returned: false, "error in error handling"

function attack()
    local function handle() error('again') end
    return xpcall(error, handle)
end
