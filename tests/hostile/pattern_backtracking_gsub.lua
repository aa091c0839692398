-- Attacks: backtracking inside gsub.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() return (("a"):rep(5000)):gsub(".-.-.-.-b", "") end
