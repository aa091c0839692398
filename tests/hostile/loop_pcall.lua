-- Attacks: an endless loop that catches every error with pcall.
-- Must: the limit cannot be caught.
-- Expect: limit: instructions

function attack() while true do pcall(function() while true do end end) end end
