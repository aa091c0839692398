-- Attacks: UTF-8 of lone surrogates.
-- Must: they cross as latin-1 and break nothing.
-- Expect: fine

function attack() print("\237\160\128") return "\237\160\128" end
