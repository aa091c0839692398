-- Attacks: a hook that is a coroutine.
-- Must: its first yield is the answer.
-- Expect: returned: 1

attack = coroutine.wrap(function() while true do coroutine.yield(1) end end)
