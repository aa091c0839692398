-- Numbers, operators, math and bit32.
local function near(a, b) return math.abs(a - b) < 1e-10 end
assert(0e12 == 0 and .0 == 0 and 0. == 0 and .2e2 == 20 and 2.E-1 == 0.2 and 0x10 == 16 and 0xA.8p0 == 10.5
    and 0xep1 == 28 and 1e308 * 10 == math.huge)
assert(2^10 == 1024 and 2^-1 == 0.5 and 2^3^2 == 512 and -2^2 == -4 and (-2)^2 == 4 and not (1/0 == -1/0)
    and 0/0 ~= 0/0)
assert(7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2 and -7 % -3 == -1 and 5.5 % 2 == 1.5 and (1 % 0) ~= (1 % 0)
    and 2^53 + 1 == 2^53)
assert(1 + 2 * 3 - 4 / 2 == 5 and 2 .. 3 == "23" and 1 .. 2 .. 3 == "123" and not nil == true
    and not 0 == false and -3 - -2 == -1 and 1 < 2 == true)
assert((nil and 1) == nil and (false or nil) == nil and (1 and 2) == 2 and (nil or "x") == "x"
    and (false == nil) == false and (1 or error()) == 1)
assert("a" < "b" and not ("a" < "a") and "a" <= "a" and 1 <= 1 and not (2 <= 1) and 2 >= 1 and "Z" < "a"
    and "" < "a" and not (0/0 < 1) and not (0/0 >= 1))
assert(math.floor(3.7) == 3 and math.floor(-3.2) == -4 and math.ceil(3.2) == 4 and math.ceil(-3.7) == -3
    and math.floor(2^70) == 2^70 and math.abs(-5) == 5 and math.abs(-0.0) == 0)
assert(math.max(1, 5, 3) == 5 and math.min(4, -2, 8) == -2 and math.max(-1) == -1 and not pcall(math.max)
    and not pcall(math.min) and math.min(1, -math.huge) == -math.huge)
assert(math.fmod(7, 3) == 1 and math.fmod(-7, 3) == -1 and math.fmod(5.5, 2) == 1.5
    and select(2, math.modf(3.5)) == 0.5 and math.modf(-3.5) == -3 and select(2, math.modf(math.huge)) == 0
    and math.modf(3) == 3)
assert(near(math.sin(math.pi / 2), 1) and near(math.cos(0), 1) and near(math.tan(math.pi / 4), 1)
    and near(math.asin(1), math.pi / 2) and near(math.acos(0), math.pi / 2) and near(math.atan(1), math.pi / 4))
assert(near(math.atan2(1, -1), 3 * math.pi / 4) and near(math.sinh(0), 0) and near(math.cosh(0), 1)
    and near(math.tanh(0), 0) and near(math.deg(math.pi), 180) and near(math.rad(180), math.pi))
assert(near(math.exp(1), 2.718281828459045) and near(math.log(math.exp(3)), 3) and near(math.log(8, 2), 3)
    and near(math.log(1000, 10), 3) and near(math.sqrt(10)^2, 10) and math.pow(2, 5) == 32)
assert(math.ldexp(0.5, 4) == 8 and math.frexp(8) == 0.5 and select(2, math.frexp(8)) == 4
    and math.frexp(0) == 0 and math.huge > 1e308 and -math.huge < -1e308 and math.log(0) == -math.huge)
for _ = 1, 100 do local r = math.random() assert(0 <= r and r < 1) r = math.random(5)
assert(1 <= r and r <= 5 and r == math.floor(r)) r = math.random(-3, 3) assert(-3 <= r and r <= 3) end
assert(not pcall(math.random, 0) and not pcall(math.random, 2, 1) and not pcall(math.random, 1, 2, 3)
    and math.random(3, 3) == 3 and not pcall(math.floor) and not pcall(math.floor, {}) and math.floor("3.7") == 3)
assert(bit32.band() == 2^32 - 1 and bit32.band(0x0F, 0x3C) == 0x0C and bit32.bor() == 0
    and bit32.bor(1, 2, 4) == 7 and bit32.bxor() == 0 and bit32.bxor(5, 1) == 4 and bit32.bnot(0) == 2^32 - 1
    and bit32.bnot(1) == 0xFFFFFFFE)
assert(bit32.band(-1) == 0xFFFFFFFF and bit32.band(2^32 + 5) == 5 and bit32.band("0xff", "0x0f") == 15
    and bit32.btest() and bit32.btest(6, 2) and not bit32.btest(6, 1) and bit32.bor(-2^31) == 0x80000000)
assert(bit32.lshift(1, 4) == 16 and bit32.lshift(1, 31) == 0x80000000 and bit32.lshift(1, 32) == 0
    and bit32.lshift(16, -4) == 1 and bit32.rshift(16, 4) == 1 and bit32.rshift(1, 32) == 0
    and bit32.rshift(-1, 31) == 1)
assert(bit32.arshift(0x80000000, 4) == 0xF8000000 and bit32.arshift(16, 2) == 4
    and bit32.arshift(-1, 40) == 0xFFFFFFFF and bit32.arshift(4, -1) == 8 and bit32.lrotate(0x80000001, 1) == 3
    and bit32.rrotate(3, 1) == 0x80000001)
assert(bit32.lrotate(1, 33) == 2 and bit32.lrotate(7, 0) == 7 and bit32.extract(0x12345678, 0, 4) == 8
    and bit32.extract(0x12345678, 28, 4) == 1 and bit32.extract(0xa0001111, 31) == 1
    and bit32.replace(0x12345678, 5, 28, 4) == 0x52345678)
assert(bit32.replace(0, 0xFF, 0, 4) == 15 and not pcall(bit32.extract, 0, -1)
    and not pcall(bit32.extract, 0, 32) and not pcall(bit32.extract, 0, 0, 33)
    and not pcall(bit32.replace, 0, 0, 31, 2) and not pcall(bit32.band, {}) and not pcall(bit32.bnot))
