-- Attacks: files.
-- Must: a sentence says that they are missing.
-- Expect: runtime: io.open is not available

function attack() return io.open("/etc/passwd") end
