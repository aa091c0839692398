local RELAYS = {
    ["partner.example"] = { ["relay.partner.example:2525"] = 10, ["relay2.partner.example"] = 20 },
    ["old.example"] = { [10] = "relay1.example", [20] = "relay2.example" },
    ["list.example"] = { "relay1.example", "192.0.2.10" },
    ["record.example"] = { { server = "relay1.example", priority = 10 }, { server = "[2001:db8::1]:25", priority = 20 } },
    ["login.example"] = { "user:secret@relay.example:587" },
}

function GetOverrides(domain, numRetries, messageSize)
    return RELAYS[domain], true
end
