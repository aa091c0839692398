-- Attacks: a date of megabytes.
-- Must: the memory limit.
-- Expect: limit: memory

function attack() return #os.date(('%c'):rep(400000)) end
