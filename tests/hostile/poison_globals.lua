-- Attacks: globals that a later run might find.
-- Must: the next run has its own state.
-- Expect: returned: true

function attack() CheckServer, string.format, VPOP3, poisoned = nil, nil, nil, true return poisoned end
