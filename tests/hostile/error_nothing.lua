-- Attacks: error without a message.
-- Must: a sentence says so.
-- Expect: runtime: The script called error() without a message.

function attack() error() end
