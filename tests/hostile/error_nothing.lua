-- Attacks: error without a message.
-- Must: a sentence says so.
-- Expect: runtime: without a message

function attack() error() end
