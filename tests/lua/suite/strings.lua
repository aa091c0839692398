-- Strings: comparison, slices, search, formats, conversion.
assert("alo" < "alo1" and "" < "a" and "alo\0alo" < "alo\0b" and "alo\0alo\0\0" > "alo\0alo\0")
assert("\0\0alo" ~= "\0\0al" and #"\0\0\0" == 3 and "\65\066\x43" == "ABC" and "a\z
        b" == "ab")
assert(("123456789"):sub(2, 4) == "234" and ("123456789"):sub(7) == "789" and ("123456789"):sub(7, 6) == "")
assert(("123456789"):sub(7, 7) == "7" and ("123456789"):sub(0, 0) == ""
    and ("123456789"):sub(-10, 10) == "123456789")
assert(("123456789"):sub(1, 9) == "123456789" and ("123456789"):sub(-10, -20) == ""
    and ("123456789"):sub(-1) == "9")
assert(("123456789"):sub(-4) == "6789" and ("123456789"):sub(-6, -4) == "456"
    and ("123456789"):sub(-2^31, -4) == "123456")
assert(("\000123456789"):sub(3, 5) == "234" and ("\000123456789"):sub(8) == "789")
assert(("abc"):find("b") == 2 and ("1234567890123456789"):find("345") == 3
    and select(2, ("1234567890123456789"):find("345")) == 5)
assert(("1234567890123456789"):find("345", 4) == 13 and not ("1234567890123456789"):find("346", 4))
assert(("1234567890123456789"):find(".45", -9) == 13 and not ("abcdefg"):find("\0", 5, 1)
    and ("").find("", "") == 1)
assert(("").find("", "", 1) == 1 and not (""):find("", 2) and not (""):find("aaa", 1)
    and ("alo(.)alo"):find("(.)", 1, 1) == 4)
assert(#"" == 0 and #"\0\0\0" == 3 and #"1234567890" == 10 and ("x"):len() == 1)
assert(("a"):byte() == 97 and ("\xe4"):byte() == 228 and ("\0"):byte(1) == 0 and ("hi"):byte(-1) == 105)
assert(select("#", ("hi"):byte(10)) == 0 and select("#", ("hi"):byte(1, -1)) == 2
    and select("#", ("hi"):byte(2, 1)) == 0)
assert(string.char() == "" and string.char(0, 255, 0) == "\0\255\0"
    and string.char(("\xe4l\0óu"):byte(1, -1)) == "\xe4l\0óu")
assert(("ab\0c"):upper() == "AB\0C" and ("\0ABCc%$"):lower() == "\0abcc%$" and ("teste"):rep(0) == ""
    and ("tés\00tê"):rep(2) == "tés\0têtés\000tê")
assert((""):rep(10) == "" and ("x"):rep(-1) == "" and ("teste"):rep(0, "xuxu") == ""
    and ("teste"):rep(1, "xuxu") == "teste")
assert(("\1\0\1"):rep(2, "\0\0") == "\1\0\1\0\0\1\0\1" and (""):rep(10, "."):len() == 9)
assert(("abc"):reverse() == "cba" and (""):reverse() == "" and ("\0\1\2\3"):reverse() == "\3\2\1\0")
for i = 0, 30 do assert(("a"):rep(i):len() == i) end
assert(type(tostring(nil)) == "string" and type(tostring(12)) == "string" and tostring(12) == "12"
    and tostring(1234567890123) == "1234567890123")
assert(tostring("\0") == "\0" and tostring(true) == "true" and tostring(false) == "false"
    and tostring(-1203) == "-1203" and tostring(1203.125) == "1203.125")
assert(tostring(-0.5) == "-0.5" and tostring(-32767) == "-32767" and "" .. 12 == "12" and 12.5 .. "" == "12.5")
assert(string.format("%q", "\0") == [["\0"]]
    and load("return " .. string.format("%q", '"\225lo"\n\\\0\r'))() == '"\225lo"\n\\\0\r')
assert(string.format("\0%c\0%c%x\0", ("\xe4"):byte(), ("b"):byte(), 140) == "\0\xe4\0b8c\0"
    and string.format("") == "")
assert(string.format("%c", 34) .. string.format("%c", 48) .. string.format("%c", 90) == '"0Z'
    and string.format("%s\0 is not \0%s", "not be", "be") == "not be\0 is not \0be")
assert(string.format("%%%d %010d", 10, 23) == "%10 0000000023" and tonumber(string.format("%f", 10.3)) == 10.3)
assert(string.format("x%5sx%-5sx", "a", "b") == "x    axb    x" and string.format("%.3s", "abcdef") == "abc"
    and string.format("%-16c", 97) == "a               ")
assert(string.format("%x", 0.0) == "0" and string.format("%02x", 0.0) == "00"
    and string.format("%08X", 0xFFFFFFFF) == "FFFFFFFF" and string.format("%+08d", 31501) == "+0031501")
assert(string.format("%s %s", nil, true) == "nil true"
    and string.format("%s %.4s", false, true) == "false true"
    and string.format("%.3s %.3s", false, true) == "fal tru")
assert(string.format("%s", setmetatable({}, {__tostring = function() return "me" end})) == "me")
assert(not pcall(string.format, "%t", 10) and not pcall(string.format, "%d %d", 1)
    and not pcall(string.format, "%010c", "x") and not pcall(string.format, "%0123456789d", 10))
assert(table.concat({}) == "" and table.concat({}, "x") == ""
    and table.concat({"\0", "\0\1", "\0\1\2"}, ".\0.") == "\0.\0.\0\1.\0.\0\1\2")
assert(table.concat({"a", "b", "c"}, ",", 1, 0) == "" and table.concat({"a", "b", "c"}, ",", 2, 3) == "b,c"
    and table.concat({1, 2}, ", ") == "1, 2")
assert(not pcall(table.concat, {"a", "b", {}}) and not pcall(table.concat, {1}, ",", 1, 2))
assert(tonumber("0x10") == 16 and tonumber(" 10 ") == 10 and tonumber("1e1") == 10 and tonumber(".5") == 0.5
    and tonumber("5.") == 5 and tonumber("0x.8p1") == 1)
assert(not tonumber("") and not tonumber("  ") and not tonumber("-") and not tonumber("0x")
    and not tonumber("1 2") and not tonumber("e1") and not tonumber("1e") and not tonumber("1\0"))
assert(tonumber("10", 36) == 36 and tonumber("\n  -10  \n", 36) == -36 and tonumber("-fFfa", 16) == -65530
    and not tonumber("fFfa", 15) and not tonumber("099", 8) and tonumber("1111", 2) == 15)
assert("2" + 1 == 3 and "2 " + 1 == 3 and " -2 " + 1 == -1 and "0x10" * 2 == 32 and 10 .. 20 == "1020"
    and -"2" == -2)
assert(not pcall(function() return "a" + {} end) and not pcall(function() return "10" < 5 end) and "10" ~= 10)
