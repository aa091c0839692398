function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" 
        .. mxserver .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
        
        if tonumber(x[1].cnt) > 5 then
            return false, 10;
        end
    end    
end
