-- Attacks: text that looks like the protocol's brackets.
-- Must: text stays text.
-- Expect: returned: "{", "}", "n", "ofunction"

function attack() return "{", "}", "n", "ofunction" end
