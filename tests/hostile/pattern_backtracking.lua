-- Attacks: exponential backtracking in one C call.
-- Must: the clock ends it from outside.
-- Expect: limit: time

function attack() return (("a"):rep(5000)):find(".-.-.-.-b") end
