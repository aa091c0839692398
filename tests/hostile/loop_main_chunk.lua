-- Attacks: an endless loop while the script loads.
-- Must: the instruction limit ends it.
-- Expect: limit: instructions

while true do end
