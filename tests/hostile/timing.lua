-- Attacks: a busy wait on the clock.
-- Must: a limit ends it.
-- Expect: limit: instructions

function attack() local t = os.clock() while os.clock() - t < 60 do end end
