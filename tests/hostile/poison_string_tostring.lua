-- Attacks: a __tostring for every text, where the sandbox turns errors into text.
-- Must: the sandbox does not ask it.
-- Expect: runtime: here

getmetatable("").__tostring = function() return {} end
function attack() error("here") end
