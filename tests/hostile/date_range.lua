-- Attacks: dates beyond the calendar.
-- Must: an error or nil.
-- Expect: fine | runtime: 

function attack() return os.date('*t', 2^62), os.time({year = 2^30, month = 1, day = 1}) end
