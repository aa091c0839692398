-- Attacks: dates beyond the calendar.
-- Must: nil, or a number.
-- Expect: returned: nil, "number"

function attack() return os.date('*t', 2^62), type(os.time({year = 2^30, month = 1, day = 1})) end
