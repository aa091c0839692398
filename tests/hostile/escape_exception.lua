-- Attacks: an exception object caught by pcall.
-- Must: a wrong argument gives nil, not an exception.
-- Expect: returned: true, nil

function attack() return pcall(VPOP3.HexString, print, print, print, print, print) end
