-- Attacks: the environment.
-- Must: nothing is there.
-- Expect: returned: nil

function attack() return os.getenv("PATH") end
