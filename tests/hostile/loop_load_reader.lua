-- Attacks: a reader for load that never ends.
-- Must: it is refused or ended.
-- Expect: limit: instructions | limit: time | limit: memory | fine

function attack() return (load(function() return " " end)) end
