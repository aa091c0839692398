-- Attacks: coroutines that die inside each other.
-- Must: the error comes out with its line.
-- Expect: runtime: deep

function attack()
    coroutine.wrap(function() coroutine.wrap(function() error('deep') end)() end)()
end
