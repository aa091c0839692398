function FinalOverrides(domain, numRetries, messageSize, servers)
    local kept = {}
    for name, preference in pairs(servers) do
        if not tostring(name):match("^backup") then
            kept[name] = preference
        end
    end
    if next(kept) == nil then return servers, true end
    return kept, true
end
