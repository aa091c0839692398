function CheckServer(domain, server)
    local found = VPOP3.PostgresQuery("SELECT count(*) AS tries FROM outqueue.sendattempts WHERE server = 'mx1.plain.example'")
    print("tries", found[1].tries)
    return server ~= "mx2.plain.example"
end
