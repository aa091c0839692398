-- Attacks: globals that a later run might find.
-- Must: the next run has its own state.
-- Expect: fine

function attack() CheckServer, string.format, VPOP3, poisoned = nil, nil, nil, true end
