-- Attacks: load without an environment, to reach the real globals.
-- Must: it gets the script's own globals.
-- Expect: returned: nil

function attack() return load("return python or lupa")() end
