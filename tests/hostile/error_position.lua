-- Attacks: an error whose text claims a line far behind the script.
-- Must: the text stays text.
-- Expect: runtime: mxserverrules.lua:999999999: far

function attack() error('mxserverrules.lua:999999999: far', 0) end
