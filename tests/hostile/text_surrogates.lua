-- Attacks: UTF-8 of lone surrogates.
-- Must: they cross as Windows-1252 and break nothing.
-- Expect: returned: "\u00ed\u00a0\u20ac"

function attack() print("\237\160\128") return "\237\160\128" end
