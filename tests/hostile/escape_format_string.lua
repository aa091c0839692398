-- Attacks: format strings of Python.
-- Must: they are only text.
-- Expect: returned: "{0.__class__}%(x)s"

function attack() return "{0.__class__}%(x)s" end
