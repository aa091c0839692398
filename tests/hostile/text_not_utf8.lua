-- Attacks: bytes that are not UTF-8, returned, printed and raised.
-- Must: they are shown as Windows-1252.
-- Expect: runtime: é

function attack() print("\233\255\0") error("\233", 0) end
