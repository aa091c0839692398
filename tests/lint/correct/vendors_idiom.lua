function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        local x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='"
        .. mxserver:gsub("'", "''") .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
        if x and x[1] and tonumber(x[1].cnt) > 5 then
            return false, 10;
        end
    end
    return defaultResult;
end
