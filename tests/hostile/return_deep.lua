-- Attacks: a table nested a thousand deep.
-- Must: it is cut where it is too deep.
-- Expect: returned: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: {1: too deep}}}}}}}}}}}}}}}}}}}}

function attack() local t = {} for i = 1, 1000 do t = {t} end return t end
